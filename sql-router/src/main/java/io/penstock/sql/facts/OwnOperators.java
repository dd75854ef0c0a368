package io.penstock.sql.facts;

import java.util.Set;

/** The operators PostgreSQL has by itself, of versions 14 to 18. */
final class OwnOperators {
  private static final Set<String> SPELLINGS =
      Set.of(
          ("!! !~ !~* !~~ !~~* # ## #- #> #>> % & && &< &<| &> * *< *<= *<> *= *> *>= + - -> ->> -|-"
                  + " / < <-> << <<= <<| <= <> != <@ <^ = > >= >> >>= >^ ? ?# ?& ?- ?-| ?| ?|| @"
                  + " @-@ @> @? @@ @@@ ^ ^@ | |&> |/ |>> || ||/ ~ ~* ~<=~ ~<~ ~= ~>=~ ~>~ ~~ ~~*")
              .split(" "));

  private OwnOperators() {}

  static boolean has(String spelling) {
    return SPELLINGS.contains(spelling);
  }
}
