package dev.trellis.email.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/** Asks the name servers that this machine uses. */
public final class JndiDns implements Dns {

    /** JNDI puts quotation marks around the pieces of a text that have spaces in them. */
    private static final Pattern PIECE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

    @Override
    public List<String> texts(String name) throws DnsAwayException {
        return records(name, "TXT").stream().map(JndiDns::joined).toList();
    }

    @Override
    public List<String> mailHosts(String name) throws DnsAwayException {
        return records(name, "MX").stream()
                .map(record -> record.split("\\s+", 2))
                .filter(record -> record.length == 2)
                .sorted(Comparator.comparingInt(record -> Integer.parseInt(record[0])))
                .map(record -> withoutDot(record[1]))
                .toList();
    }

    @Override
    public List<String> addresses(String host) throws DnsAwayException {
        return Stream.concat(records(host, "A").stream(), records(host, "AAAA").stream())
                .toList();
    }

    @Override
    public List<String> namesOf(String address) throws DnsAwayException {
        var name = Addresses.reversed(address);
        return name.isEmpty()
                ? List.of()
                : records(name.get(), "PTR").stream().map(JndiDns::withoutDot).toList();
    }

    /** Only texts are asked for, which are never turned into objects. */
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private static List<String> records(String name, String type) throws DnsAwayException {
        var environment = new Hashtable<String, String>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put("com.sun.jndi.dns.timeout.initial", "2000");
        environment.put("com.sun.jndi.dns.timeout.retries", "2");
        try {
            var context = new InitialDirContext(environment);
            try {
                var attribute = context.getAttributes(name, new String[] {type}).get(type);
                var records = new ArrayList<String>();
                if (attribute != null) {
                    for (int i = 0; i < attribute.size(); i++) {
                        records.add(String.valueOf(attribute.get(i)));
                    }
                }
                return records;
            } finally {
                context.close();
            }
        } catch (NameNotFoundException ex) {
            return List.of();
        } catch (NamingException ex) {
            throw new DnsAwayException(name, ex);
        }
    }

    static String joined(String record) {
        var text = new StringBuilder();
        var pieces = PIECE.matcher(record);
        while (pieces.find()) {
            text.append(
                    pieces.group(1) == null ? pieces.group(2) : pieces.group(1).replaceAll("\\\\(.)", "$1"));
        }
        return text.toString();
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
