package dev.trellis.contact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ImportReport.Remark;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;

@ContactTest
class ContactImportTests {

    private final String unique = Ids.next().toString();
    private final ContactImport imports;
    private final Contacts contacts;
    private final Consents consents;
    private final JdbcClient jdbc;

    @Autowired
    ApplicationEvents events;

    @Autowired
    ContactImportTests(ContactImport imports, Contacts contacts, Consents consents, JdbcClient jdbc) {
        this.imports = imports;
        this.contacts = contacts;
        this.consents = consents;
        this.jdbc = jdbc;
    }

    @Test
    void columnsAreKnownByTheirUsualNamesAndTheOthersBecomeAttributes() throws IOException {
        var report = run("""
                E-Mail;First Name;Surname;Company Name;Land;Topics;Do Not Call;CRM ID;Seats
                ADA@%1$s;Ada;Lovelace;Engines;Deutschland;newsletter|product;yes;crm-%2$s;12
                """.formatted(domain(), unique));

        assertThat(report).isEqualTo(new ImportReport(1, 0, 0, List.of(), 0, List.of(), 0));
        var ada = contacts.findByEmail("ada@" + domain()).orElseThrow();
        assertThat(ada.firstName()).isEqualTo("Ada");
        assertThat(ada.lastName()).isEqualTo("Lovelace");
        assertThat(ada.company()).isEqualTo("Engines");
        assertThat(ada.country()).isEqualTo("DE");
        assertThat(ada.doNotCall()).isTrue();
        assertThat(ada.externalId()).isEqualTo("crm-" + unique);
        assertThat(ada.source()).isEqualTo("fair");
        assertThat(ada.attributes()).isEqualTo(Map.of("Seats", "12"));
        assertThat(consents.of(ada.id()))
                .containsOnlyKeys("newsletter", "product")
                .containsValue(ConsentState.GRANTED);
        assertThat(events.stream(ContactsAdded.class)).singleElement().satisfies(event -> {
            assertThat(event.lane()).isEqualTo(Lane.BULK);
            assertThat(event.journey()).isTrue();
        });
    }

    @Test
    void whatCannotBeTakenIsSaidWithItsLineAndTheRestGoesIn() throws IOException {
        var report = run("""
                email,firstName,country,notes
                ada@%1$s,Ada,Atlantis,ok
                not an address,Bo,DE,
                ,Cy,DE,
                "di@%1$s,Di,DE,open quote
                ed@%1$s,"Ed "the" man",DE,
                fi@%1$s,Fi,DE,one,two
                gu@%1$s,Gu,DE,%2$s

                ha@%1$s,Ha,DE,ok
                ada@%1$s,,,changed
                """.formatted(domain(), "x".repeat(5_000_000)));

        assertThat(report.created()).isEqualTo(2);
        assertThat(report.updated()).isEqualTo(1);
        assertThat(report.rejectedCount()).isEqualTo(6);
        assertThat(report.rejected()).extracting(Remark::line).containsExactly(3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(report.rejected().getFirst().reason()).startsWith("email: 'not an address' cannot be used");
        assertThat(report.warnings())
                .containsExactly(new Remark(
                        2, "country: 'Atlantis' is not a country; give its ISO 3166-1 code, such as DE; left out"));
        assertThat(contacts.findByEmail("ada@" + domain()).orElseThrow().attributes())
                .containsEntry("notes", "changed");
        assertThat(contacts.findByEmail("ha@" + domain())).isPresent();
    }

    @Test
    void aQuotedFieldOfFiveMegabytesCostsItsRowOnly() throws IOException {
        var report = run("email,notes\na@%1$s,\"%2$s\"\nb@%1$s,fine\n".formatted(domain(), "x".repeat(5_000_000)));

        assertThat(report.created()).isEqualTo(1);
        assertThat(report.rejected()).extracting(Remark::line).containsExactly(2L);
    }

    @Test
    void bytesThatAreNotUtf8CostTheirRowOnlyUnlessTheFileSaysWhatItIs() throws IOException {
        var csv = "email,lastName\na@%1$s,M\u00fcller\nb@%1$s,Lovelace\n".formatted(domain());

        var report = run(csv.getBytes(ISO_8859_1), UTF_8);
        assertThat(report.created()).isEqualTo(1);
        assertThat(report.rejected())
                .containsExactly(new Remark(2, "has characters that are not UTF-8; save the file as UTF-8"));

        assertThat(run(csv.getBytes(ISO_8859_1), ISO_8859_1).created()).isEqualTo(1);
        assertThat(contacts.findByEmail("a@" + domain()).orElseThrow().lastName())
                .isEqualTo("M\u00fcller");
    }

    @Test
    void aFileWithoutAColumnForTheAddressIsRefused() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> run("name,phone\nAda,1\n"))
                .withMessage("The header row has no column 'email'; it has: name, phone");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> run(""))
                .withMessageContaining("empty");
    }

    @Test
    void theSameFileAgainChangesNothing() throws IOException {
        var csv = people(2_500);

        assertThat(run(csv)).satisfies(report -> assertThat(report.created()).isEqualTo(2_500));
        assertThat(run(csv)).satisfies(report -> {
            assertThat(report.unchanged()).isEqualTo(2_500);
            assertThat(report.created() + report.updated()).isZero();
        });
        assertThat(events.stream(ContactsAdded.class).flatMap(event -> event.contacts().stream()))
                .hasSize(2_500);
    }

    @Test
    void whatWasStoredBeforeTheFileBrokeOffStays() throws IOException {
        var broken =
                new SequenceInputStream(new ByteArrayInputStream(people(1_500).getBytes(UTF_8)), new BrokenStream());

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> imports.run(broken, options(UTF_8, false)));

        assertThat(stored()).isEqualTo(1_500);
        assertThat(run(people(1_600)).created()).isEqualTo(100);
    }

    @Test
    void aRehearsalSaysTheSameAndStoresNothing() throws IOException {
        var csv = people(1_200) + "p0@%s,again,newsletter\n".formatted(domain());

        var rehearsed = imports.run(new ByteArrayInputStream(csv.getBytes(UTF_8)), options(UTF_8, true));

        assertThat(stored()).isZero();
        assertThat(events.stream(ContactsAdded.class)).isEmpty();
        assertThat(rehearsed).isEqualTo(run(csv));
    }

    @Test
    void theListOfRejectedRowsIsCappedButTheirNumberIsExact() throws IOException {
        assertThat(run("email\n" + "nobody\n".repeat(1_500))).satisfies(report -> {
            assertThat(report.rejectedCount()).isEqualTo(1_500);
            assertThat(report.rejected()).hasSize(1_000);
        });
    }

    private String people(int count) {
        var csv = new StringBuilder("email,firstName,topics\n");
        for (int i = 0; i < count; i++) {
            csv.append("p%d@%s,Person %d,newsletter\n".formatted(i, domain(), i));
        }
        return csv.toString();
    }

    private String domain() {
        return "d" + unique + ".example";
    }

    private long stored() {
        return jdbc.sql("select count(*) from contact where email_key like :pattern")
                .param("pattern", "%@" + domain())
                .query((row, number) -> row.getLong(1))
                .single();
    }

    private ImportReport run(String csv) throws IOException {
        return run(csv.getBytes(UTF_8), UTF_8);
    }

    private ImportReport run(byte[] csv, Charset charset) throws IOException {
        return imports.run(new ByteArrayInputStream(csv), options(charset, false));
    }

    private static ContactImport.Options options(Charset charset, boolean dryRun) {
        return new ContactImport.Options("fair", dryRun, true, "importer", charset);
    }

    /** Ends like an upload whose sender has gone. */
    private static final class BrokenStream extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("Connection reset");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }
    }
}
