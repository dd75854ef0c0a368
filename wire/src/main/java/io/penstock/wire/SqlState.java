package io.penstock.wire;

/** The SQLSTATEs Penstock sends or reacts to, named as in appendix A of PostgreSQL's manual. */
public final class SqlState {
  // Class 00-02
  public static final String SUCCESSFUL_COMPLETION = "00000";
  public static final String WARNING = "01000";
  public static final String NO_DATA = "02000";

  // Class 08: connection
  public static final String CONNECTION_EXCEPTION = "08000";
  public static final String CLIENT_UNABLE_TO_ESTABLISH_CONNECTION = "08001";
  public static final String CONNECTION_DOES_NOT_EXIST = "08003";
  public static final String SERVER_REJECTED_CONNECTION = "08004";
  public static final String CONNECTION_FAILURE = "08006";
  public static final String TRANSACTION_RESOLUTION_UNKNOWN = "08007";
  public static final String PROTOCOL_VIOLATION = "08P01";

  // Class 0A, 21, 22, 23
  public static final String FEATURE_NOT_SUPPORTED = "0A000";
  public static final String CARDINALITY_VIOLATION = "21000";
  public static final String STRING_DATA_RIGHT_TRUNCATION = "22001";
  public static final String NUMERIC_VALUE_OUT_OF_RANGE = "22003";
  public static final String CHARACTER_NOT_IN_REPERTOIRE = "22021";
  public static final String INVALID_PARAMETER_VALUE = "22023";
  public static final String INVALID_TEXT_REPRESENTATION = "22P02";
  public static final String INVALID_BINARY_REPRESENTATION = "22P03";
  public static final String INTEGRITY_CONSTRAINT_VIOLATION = "23000";
  public static final String UNIQUE_VIOLATION = "23505";

  // Class 24-26: cursors, transactions, statements
  public static final String INVALID_CURSOR_STATE = "24000";
  public static final String INVALID_TRANSACTION_STATE = "25000";
  public static final String ACTIVE_SQL_TRANSACTION = "25001";
  public static final String READ_ONLY_SQL_TRANSACTION = "25006";
  public static final String NO_ACTIVE_SQL_TRANSACTION = "25P01";
  public static final String IN_FAILED_SQL_TRANSACTION = "25P02";
  public static final String IDLE_IN_TRANSACTION_SESSION_TIMEOUT = "25P03";
  public static final String TRANSACTION_TIMEOUT = "25P04";
  public static final String INVALID_SQL_STATEMENT_NAME = "26000";

  // Class 28: authentication
  public static final String INVALID_AUTHORIZATION_SPECIFICATION = "28000";
  public static final String INVALID_PASSWORD = "28P01";

  // Class 34-40: names, transactions rolled back
  public static final String INVALID_CURSOR_NAME = "34000";
  public static final String INVALID_SAVEPOINT_SPECIFICATION = "3B001";
  public static final String INVALID_CATALOG_NAME = "3D000";
  public static final String INVALID_SCHEMA_NAME = "3F000";
  public static final String TRANSACTION_ROLLBACK = "40000";
  public static final String SERIALIZATION_FAILURE = "40001";
  public static final String STATEMENT_COMPLETION_UNKNOWN = "40003";
  public static final String DEADLOCK_DETECTED = "40P01";

  // Class 42: syntax, access, names
  public static final String INSUFFICIENT_PRIVILEGE = "42501";
  public static final String SYNTAX_ERROR = "42601";
  public static final String INVALID_NAME = "42602";
  public static final String UNDEFINED_COLUMN = "42703";
  public static final String UNDEFINED_OBJECT = "42704";
  public static final String AMBIGUOUS_COLUMN = "42702";
  public static final String DATATYPE_MISMATCH = "42804";
  public static final String UNDEFINED_FUNCTION = "42883";
  public static final String UNDEFINED_TABLE = "42P01";
  public static final String UNDEFINED_PARAMETER = "42P02";
  public static final String DUPLICATE_CURSOR = "42P03";
  public static final String DUPLICATE_PREPARED_STATEMENT = "42P05";
  public static final String INDETERMINATE_DATATYPE = "42P18";

  // Class 53-55: resources, limits, state
  public static final String INSUFFICIENT_RESOURCES = "53000";
  public static final String DISK_FULL = "53100";
  public static final String OUT_OF_MEMORY = "53200";
  public static final String TOO_MANY_CONNECTIONS = "53300";
  public static final String CONFIGURATION_LIMIT_EXCEEDED = "53400";
  public static final String PROGRAM_LIMIT_EXCEEDED = "54000";
  public static final String STATEMENT_TOO_COMPLEX = "54001";
  public static final String TOO_MANY_COLUMNS = "54011";
  public static final String TOO_MANY_ARGUMENTS = "54023";
  public static final String OBJECT_NOT_IN_PREREQUISITE_STATE = "55000";
  public static final String OBJECT_IN_USE = "55006";
  public static final String CANT_CHANGE_RUNTIME_PARAM = "55P02";
  public static final String LOCK_NOT_AVAILABLE = "55P03";

  // Class 57-58, F0, XX: intervention and internal errors
  public static final String OPERATOR_INTERVENTION = "57000";
  public static final String QUERY_CANCELED = "57014";
  public static final String ADMIN_SHUTDOWN = "57P01";
  public static final String CRASH_SHUTDOWN = "57P02";
  public static final String CANNOT_CONNECT_NOW = "57P03";
  public static final String DATABASE_DROPPED = "57P04";
  public static final String IDLE_SESSION_TIMEOUT = "57P05";
  public static final String SYSTEM_ERROR = "58000";
  public static final String IO_ERROR = "58030";
  public static final String CONFIG_FILE_ERROR = "F0000";
  public static final String INTERNAL_ERROR = "XX000";
  public static final String DATA_CORRUPTED = "XX001";

  private SqlState() {}
}
