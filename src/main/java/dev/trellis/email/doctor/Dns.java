package dev.trellis.email.doctor;

import java.util.List;

/** The domain name system, as far as mail needs it. A name that does not exist has nothing, which is no failure. */
public interface Dns {

    /** The texts of a name, each in one piece. */
    List<String> texts(String name) throws DnsAwayException;

    /** The hosts that take a domain's mail, the preferred first; one that is empty says that none does. */
    List<String> mailHosts(String name) throws DnsAwayException;

    /** The IPv4 and IPv6 addresses of a host. */
    List<String> addresses(String host) throws DnsAwayException;

    /** The names of an IPv4 or IPv6 address. */
    List<String> namesOf(String address) throws DnsAwayException;

    /** Nobody answered, so nobody knows. */
    class DnsAwayException extends Exception {

        public DnsAwayException(String name, Throwable cause) {
            super("no name server answered for " + name, cause);
        }
    }
}
