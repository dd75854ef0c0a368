package io.penstock.proxy.tpch;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Rows of TPC-H's eight tables, the same each time: of the distributions of the specification those
 * that its queries' conditions see.
 */
final class TpchData {
  private static final LocalDate FIRST_ORDER = LocalDate.of(1992, 1, 1);
  private static final int ORDER_DAYS = 2406;
  private static final LocalDate TODAY = LocalDate.of(1995, 6, 17);
  private static final List<String> REGIONS =
      List.of("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST");
  private static final List<String> NATIONS =
      words(
          "ALGERIA 0,ARGENTINA 1,BRAZIL 1,CANADA 1,EGYPT 4,ETHIOPIA 0,FRANCE 3,GERMANY 3,INDIA 2,"
              + "INDONESIA 2,IRAN 4,IRAQ 4,JAPAN 2,JORDAN 4,KENYA 0,MOROCCO 0,MOZAMBIQUE 0,PERU 1,"
              + "CHINA 2,ROMANIA 3,SAUDI ARABIA 4,VIETNAM 2,RUSSIA 3,UNITED KINGDOM 3,"
              + "UNITED STATES 1");
  private static final List<String> COLORS =
      words(
          "almond,antique,aquamarine,azure,beige,bisque,black,blanched,blue,blush,brown,burlywood,"
              + "chartreuse,chiffon,chocolate,coral,cream,cyan,dark,deep,dim,dodger,drab,firebrick,"
              + "floral,forest,frosted,ghost,goldenrod,green,grey,honeydew,hot,indian,ivory,khaki,"
              + "lace,lavender,lawn,lemon,light,lime,linen,magenta,maroon,metallic,midnight,mint,"
              + "misty,navy,olive,orange,orchid,pale,papaya,peach,peru,pink,plum,powder,puff,red,"
              + "rose,rosy,royal,saddle,salmon,sandy,sienna,sky,slate,smoke,snow,spring,steel,tan,"
              + "thistle,tomato,turquoise,violet,wheat,white,yellow");
  private static final List<String> SIZES = words("STANDARD,SMALL,MEDIUM,LARGE,ECONOMY,PROMO");
  private static final List<String> FINISHES = words("ANODIZED,BURNISHED,PLATED,POLISHED,BRUSHED");
  private static final List<String> METALS = words("TIN,NICKEL,BRASS,STEEL,COPPER");
  private static final List<String> BOX_SIZES = words("SM,LG,MED,JUMBO,WRAP");
  private static final List<String> BOXES = words("CASE,BOX,BAG,JAR,PKG,PACK,CAN,DRUM");
  private static final List<String> SEGMENTS =
      words("AUTOMOBILE,BUILDING,FURNITURE,MACHINERY,HOUSEHOLD");
  private static final List<String> PRIORITIES =
      words("1-URGENT,2-HIGH,3-MEDIUM,4-NOT SPECIFIED,5-LOW");
  private static final List<String> INSTRUCTIONS =
      words("DELIVER IN PERSON,COLLECT COD,NONE,TAKE BACK RETURN");
  private static final List<String> MODES = words("REG AIR,AIR,RAIL,SHIP,TRUCK,MAIL,FOB");
  private static final List<String> NOUNS =
      words("packages,requests,accounts,deposits,foxes,ideas,theodolites,instructions");
  private static final List<String> ADJECTIVES =
      words("special,pending,unusual,express,furious,sly,careful,blithe");

  private final double scale;
  private final Rows rows;
  private final Random random = new Random(8_191);
  private final int suppliers;
  private final int parts;
  private final int customers;

  /** Takes rows. */
  @FunctionalInterface
  interface Rows {
    void add(String table, Object... values);
  }

  private TpchData(double scale, Rows rows) {
    this.scale = scale;
    this.rows = rows;
    this.suppliers = count(10_000);
    this.parts = count(200_000);
    this.customers = count(150_000);
  }

  /** Makes all rows. */
  static void make(double scale, Rows rows) {
    TpchData data = new TpchData(scale, rows);
    data.places();
    data.suppliers();
    data.parts();
    data.customers();
    data.orders();
  }

  private static List<String> words(String all) {
    return List.of(all.split(","));
  }

  private int count(int atOne) {
    return (int) Math.round(atOne * scale);
  }

  private int between(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  private String any(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private String comment() {
    return any(ADJECTIVES) + " " + any(NOUNS) + " " + any(ADJECTIVES) + " " + any(NOUNS);
  }

  private String phone(int nation) {
    return "%d-%d-%d-%d"
        .formatted(10 + nation, between(100, 999), between(100, 999), between(1000, 9999));
  }

  private static String money(long cents) {
    return (cents < 0 ? "-" : "")
        + Math.abs(cents) / 100
        + (Math.abs(cents) % 100 < 10 ? ".0" : ".")
        + Math.abs(cents) % 100;
  }

  private void places() {
    for (int key = 0; key < REGIONS.size(); key++) {
      rows.add("region", key, REGIONS.get(key), comment());
    }
    for (int key = 0; key < NATIONS.size(); key++) {
      String nation = NATIONS.get(key);
      int end = nation.lastIndexOf(' ');
      rows.add("nation", key, nation.substring(0, end), nation.substring(end + 1), comment());
    }
  }

  private void suppliers() {
    for (int key = 1; key <= suppliers; key++) {
      int nation = random.nextInt(NATIONS.size());
      String comment =
          switch (key % 50) {
            case 7 -> "sly Customer of late Complaints";
            case 11 -> "sly Customer of late Recommends";
            default -> comment();
          };
      rows.add(
          "supplier",
          key,
          "Supplier#%09d".formatted(key),
          "street " + between(1, 9999),
          nation,
          phone(nation),
          money(between(-99_999, 999_999)),
          comment);
    }
  }

  private void parts() {
    for (int key = 1; key <= parts; key++) {
      int maker = between(1, 5);
      String name = String.join(" ", IntStream.range(0, 5).mapToObj(word -> any(COLORS)).toList());
      rows.add(
          "part",
          key,
          name,
          "Manufacturer#" + maker,
          "Brand#" + maker + between(1, 5),
          any(SIZES) + " " + any(FINISHES) + " " + any(METALS),
          between(1, 50),
          any(BOX_SIZES) + " " + any(BOXES),
          money(price(key)),
          any(NOUNS));
      for (int nth = 0; nth < 4; nth++) {
        rows.add(
            "partsupp",
            key,
            supplier(key, nth),
            between(1, 9999),
            money(between(100, 100_000)),
            comment());
      }
    }
  }

  private static long price(int part) {
    return 90_000 + part / 10 % 20_001 + 100L * (part % 1000);
  }

  private int supplier(int part, int nth) {
    return (part + nth * (suppliers / 4 + (part - 1) / suppliers)) % suppliers + 1;
  }

  private void customers() {
    for (int key = 1; key <= customers; key++) {
      int nation = random.nextInt(NATIONS.size());
      rows.add(
          "customer",
          key,
          "Customer#%09d".formatted(key),
          "street " + between(1, 9999),
          nation,
          phone(nation),
          money(between(-99_999, 999_999)),
          any(SEGMENTS),
          comment());
    }
  }

  private void orders() {
    int orders = count(1_500_000);
    for (int number = 0; number < orders; number++) {
      int key = number / 8 * 32 + number % 8 + 1;
      int customer = between(1, customers);
      customer -= customer % 3 == 0 ? 1 : 0;
      LocalDate day = FIRST_ORDER.plusDays(random.nextInt(ORDER_DAYS));
      int lines = between(1, 7);
      int open = 0;
      long total = 0;
      for (int line = 1; line <= lines; line++) {
        int part = between(1, parts);
        int quantity = between(1, 50);
        long cost = quantity * price(part);
        int discount = between(0, 10);
        int tax = between(0, 8);
        LocalDate shipped = day.plusDays(between(1, 121));
        LocalDate received = shipped.plusDays(between(1, 30));
        boolean late = shipped.isAfter(TODAY);
        open += late ? 1 : 0;
        total += cost * (100 + tax) * (100 - discount) / 10_000;
        rows.add(
            "lineitem",
            key,
            part,
            supplier(part, random.nextInt(4)),
            line,
            quantity,
            money(cost),
            money(discount),
            money(tax),
            received.isAfter(TODAY) ? "N" : random.nextBoolean() ? "R" : "A",
            late ? "O" : "F",
            shipped,
            day.plusDays(between(30, 90)),
            received,
            any(INSTRUCTIONS),
            any(MODES),
            any(NOUNS));
      }
      rows.add(
          "orders",
          key,
          customer,
          open == 0 ? "F" : open == lines ? "O" : "P",
          money(total),
          day,
          any(PRIORITIES),
          "Clerk#%09d".formatted(between(1, Math.max(1, count(1000)))),
          0,
          comment());
    }
  }
}
