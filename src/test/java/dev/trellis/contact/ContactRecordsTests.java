package dev.trellis.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mock;

import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;

@DatabaseTest
class ContactRecordsTests {

    @Test
    void everyTableThatKnowsContactsIsExportedErasedAndMergedByExactlyOneFeature(Database database)
            throws ClassNotFoundException {
        var owners = new TreeMap<String, String>();
        for (var records : new ClassPathScan().classes()) {
            for (var table : mock(records, CALLS_REAL_METHODS).tables()) {
                assertThat(owners.put(table, records.getSimpleName())).as(table).isNull();
            }
        }

        assertThat(owners.keySet()).containsAll(tablesThatKnowContacts(database));
    }

    private static Set<String> tablesThatKnowContacts(Database database) {
        return new TreeSet<>(database.jdbc()
                .sql("""
                        select table_name from information_schema.columns
                        where table_schema = 'public' and column_name = 'contact_id'
                        union
                        select conrelid::regclass::text from pg_constraint
                        where contype = 'f' and confrelid = 'public.contact'::regclass
                        """)
                .query((row, number) -> row.getString(1))
                .list());
    }

    /** Finds the features' parts without starting the application. */
    private static final class ClassPathScan extends ClassPathScanningCandidateComponentProvider {

        ClassPathScan() {
            super(false);
            addIncludeFilter(new AssignableTypeFilter(ContactRecords.class));
        }

        List<Class<? extends ContactRecords>> classes() throws ClassNotFoundException {
            var classes = new ArrayList<Class<? extends ContactRecords>>();
            for (var candidate : findCandidateComponents("dev.trellis")) {
                classes.add(Class.forName(candidate.getBeanClassName()).asSubclass(ContactRecords.class));
            }
            return classes;
        }
    }
}
