package dev.trellis.contact;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trellis.platform.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Imports a million contacts and loads the same rows with PostgreSQL's own COPY into a table with the same indexes. No
 * test: run it by name, {@code mvn test -Dtest=ImportBenchmark -Dbenchmark.rows=1000000 -DargLine=-Xmx256m}.
 */
@ContactTest
class ImportBenchmark {

    private static final Logger log = LoggerFactory.getLogger(ImportBenchmark.class);
    private static final int ROWS = Integer.getInteger("benchmark.rows", 100_000);
    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 1);

    private final ContactImport imports;
    private final JdbcClient jdbc;

    @Autowired
    ImportBenchmark(ContactImport imports, JdbcClient jdbc) {
        this.imports = imports;
        this.jdbc = jdbc;
    }

    @Test
    void importsAtAFractionOfTheSpeedOfCopy() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            double copy = copy();
            clear();
            double plain = imported("email,firstName,lastName,country,seats\n", i -> "");
            double again = imported("email,firstName,lastName,country,seats\n", i -> "");
            clear();
            double topics = imported(
                    "email,firstName,lastName,country,seats,company,topics\n",
                    i -> ",Company " + i % 20_000 + ",newsletter");
            clear();
            log.info(
                    "rows/s: copy {}, import {} ({} of copy), unchanged {}, with company and topic {} ({} of copy)",
                    Math.round(copy),
                    Math.round(plain),
                    plain / copy,
                    Math.round(again),
                    Math.round(topics),
                    topics / copy);
        }
    }

    private double copy() throws IOException {
        jdbc.sql("drop table if exists copied").update();
        jdbc.sql("create table copied (like contact including all)").update();
        var file = Files.createTempFile("contacts", ".csv");
        try (var rows = new Rows(
                "",
                i -> "%s;%s;%s;First %d;Last %d;DE;'{\"seats\": \"%d\"}';2026-03-02;2026-03-02\n"
                        .formatted(Ids.next(), email(i), email(i), i, i, i % 50))) {
            Files.copy(rows, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        long start = System.nanoTime();
        jdbc.sql(
                        "copy copied (id, email, email_key, first_name, last_name, country, attributes, created_at, updated_at)"
                                + " from '" + file + "' (format csv, delimiter ';', quote '''')")
                .update();
        double speed = ROWS / seconds(start);
        jdbc.sql("drop table copied").update();
        Files.delete(file);
        return speed;
    }

    private double imported(String header, IntFunction<String> more) throws IOException {
        long start = System.nanoTime();
        var report = imports.run(
                new Rows(header, i -> "%s,First %d,Last %d,DE,%d%s\n".formatted(email(i), i, i, i % 50, more.apply(i))),
                new ContactImport.Options("benchmark", false, true, "benchmark", UTF_8));
        double speed = ROWS / seconds(start);
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        log.info(
                "{} new, {} unchanged, {} rejected; heap {} MB of {} MB, {} ms in garbage collections",
                report.created(),
                report.unchanged(),
                report.rejectedCount(),
                used >> 20,
                Runtime.getRuntime().maxMemory() >> 20,
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(gc -> gc.getCollectionTime())
                        .sum());
        return speed;
    }

    private void clear() {
        jdbc.sql("truncate contact, company cascade").update();
    }

    private static String email(int i) {
        return "person" + (i * 7919L % 1_000_003) + "." + i + "@company" + i % 20_000 + ".example";
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** A file that is made while it is read. */
    private static final class Rows extends InputStream {

        private final IntFunction<String> row;
        private byte[] current;
        private int position;
        private int next;

        Rows(String header, IntFunction<String> row) {
            this.row = row;
            this.current = header.getBytes(UTF_8);
        }

        @Override
        public int read() {
            return fill() ? current[position++] : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, current.length - position);
            System.arraycopy(current, position, bytes, offset, count);
            position += count;
            return count;
        }

        private boolean fill() {
            if (position < current.length) {
                return true;
            }
            if (next == ROWS) {
                return false;
            }
            var lines = new StringBuilder();
            for (int end = Math.min(next + 500, ROWS); next < end; next++) {
                lines.append(row.apply(next));
            }
            current = lines.toString().getBytes(UTF_8);
            position = 0;
            return true;
        }
    }
}
