package dev.trellis.email.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A domain name system of one's own. */
public final class FakeDns implements Dns {

    private final Map<String, List<String>> records = new HashMap<>();
    private boolean away;

    public FakeDns with(String type, String name, String... values) {
        records.computeIfAbsent(type + " " + name, key -> new ArrayList<>()).addAll(List.of(values));
        return this;
    }

    public FakeDns without(String type, String name) {
        records.remove(type + " " + name);
        return this;
    }

    public FakeDns away() {
        away = true;
        return this;
    }

    @Override
    public List<String> texts(String name) throws DnsAwayException {
        return records("TXT", name);
    }

    @Override
    public List<String> mailHosts(String name) throws DnsAwayException {
        return records("MX", name);
    }

    @Override
    public List<String> addresses(String host) throws DnsAwayException {
        return records("A", host);
    }

    @Override
    public List<String> namesOf(String address) throws DnsAwayException {
        return records("PTR", address);
    }

    private List<String> records(String type, String name) throws DnsAwayException {
        if (away) {
            throw new DnsAwayException(name, new IllegalStateException("nobody answers"));
        }
        return records.getOrDefault(type + " " + name, List.of());
    }
}
