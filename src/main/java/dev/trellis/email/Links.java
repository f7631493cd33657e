package dev.trellis.email;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Where the links of each template version lead. What is not stored here, we redirect nobody to. */
@Repository
public class Links {

    private static final int MOST_PER_VERSION = 200;
    private static final int UNTRACKED = -1;

    private final JdbcClient jdbc;
    private final ConcurrentMap<Key, Integer> known = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    Links(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The address behind a link's number. */
    public Optional<String> url(int id) {
        return jdbc.sql("select url from link where id = :id")
                .param("id", id)
                .query((row, number) -> row.getString("url"))
                .optional();
    }

    /**
     * The number of a link. Addresses that differ from reader to reader would fill the table, so there is a limit for
     * each version; past it links lead where they lead without us.
     *
     * @return empty where the link goes untracked
     */
    Optional<Integer> number(String template, String version, String url) {
        var key = new Key(template, version, url);
        var number = known.get(key);
        if (number == null) {
            var count = counts.computeIfAbsent(template + "/" + version, name -> new AtomicInteger());
            if (count.get() >= MOST_PER_VERSION) {
                return Optional.empty();
            }
            number = store(key);
            if (known.putIfAbsent(key, number) == null) {
                count.incrementAndGet();
            }
        }
        return number == UNTRACKED ? Optional.empty() : Optional.of(number);
    }

    private int store(Key key) {
        jdbc.sql("""
                        insert into link (template, template_version, url) values (:template, :version, :url)
                        on conflict do nothing
                        """)
                .param("template", key.template())
                .param("version", key.version())
                .param("url", key.url())
                .update();
        return jdbc.sql("select id from link where template = :template and template_version = :version and url = :url")
                .param("template", key.template())
                .param("version", key.version())
                .param("url", key.url())
                .query(Integer.class)
                .optional()
                .orElse(UNTRACKED);
    }

    private record Key(String template, String version, String url) {}
}
