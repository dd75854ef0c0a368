package io.penstock.proxy.console;

import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;

/** SHOW HELP: a notice, as PgBouncer sends it. */
final class Help {
  private static final String COMMANDS =
      """

      \tSHOW %s
      \tSHOW <setting of a driver>, SELECT <the same as SHOW>
      \tSET key = arg
      \tRELOAD
      \tRELOAD DRY RUN
      \tPAUSE [<db>]
      \tRESUME [<db>]
      \tDISABLE <db>
      \tENABLE <db>
      \tRECONNECT [<db>]
      \tKILL [<db>]
      \tKILL_CLIENT <client_id>
      \tWAIT_CLOSE [<db>]
      \tBAN <node> [IN <db>] [FOR <duration>] [BECAUSE '<reason>']
      \tUNBAN <node> [IN <db>]
      \tSHARDS MOVE <db> [WITHIN <milliseconds>]
      \tSHUTDOWN [WAIT_FOR_SERVERS|WAIT_FOR_CLIENTS]\
      """
          .formatted(Tables.names("|"));

  private Help() {}

  static ErrorFields notice() {
    return ErrorFields.notice(SqlState.SUCCESSFUL_COMPLETION, "Console usage").withDetail(COMMANDS);
  }
}
