package dev.trellis.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Who plays what. The same people get the same roles each time. */
final class Cast {

    private static final Map<Role, Integer> ROLES = new EnumMap<>(Map.ofEntries(
            Map.entry(Role.CHAMPION, 2),
            Map.entry(Role.CUSTOMER, 2),
            Map.entry(Role.CRITIC, 1),
            Map.entry(Role.LOSER, 3),
            Map.entry(Role.REFUSED, 3),
            Map.entry(Role.RETURNED, 1),
            Map.entry(Role.UNFIT, 2),
            Map.entry(Role.FORGOTTEN, 1),
            Map.entry(Role.WAITING, 3),
            Map.entry(Role.TALKING, 2),
            Map.entry(Role.PROSPECT, 2),
            Map.entry(Role.NEGOTIATING, 3),
            Map.entry(Role.LEAVER, 1),
            Map.entry(Role.READER, 15)));

    private final Map<String, Role> roles = new LinkedHashMap<>();
    private final Map<String, Person> people = new LinkedHashMap<>();

    private Cast() {}

    static Cast empty() {
        return new Cast();
    }

    /**
     * Casts those who agreed to the newsletter and whose office hours are near the demo's.
     *
     * @throws IllegalArgumentException if there are too few of them
     */
    static Cast of(Collection<Person> everybody, long seed) {
        var cast = new Cast();
        var sorted =
                everybody.stream().sorted(Comparator.comparing(Person::email)).toList();
        sorted.forEach(person -> cast.people.put(person.id(), person));
        var candidates = new ArrayList<>(sorted.stream()
                .filter(person -> person.readsNewsletter()
                        && person.stage().equals("lead")
                        && (person.timeZone().startsWith("Europe/")
                                || person.timeZone().startsWith("Africa/")))
                .toList());
        int needed = ROLES.values().stream().mapToInt(Integer::intValue).sum();
        if (candidates.size() < needed) {
            throw new IllegalArgumentException("The sample has " + candidates.size()
                    + " leads in Europe and Africa who read the newsletter; the demo needs " + needed);
        }
        Collections.shuffle(candidates, new Random(seed));
        var next = candidates.iterator();
        ROLES.forEach((role, count) -> {
            for (int i = 0; i < count; i++) {
                cast.roles.put(next.next().id(), role);
            }
        });
        return cast;
    }

    /** Somebody comes who was not in the sample. */
    void add(Person person, Role role) {
        people.put(person.id(), person);
        roles.put(person.id(), role);
    }

    Role role(String id) {
        return roles.getOrDefault(id, Role.QUIET);
    }

    Person person(String id) {
        var person = people.get(id);
        return person == null ? new Person(id, "", id, "", "", false) : person;
    }

    List<Person> with(Role role) {
        return roles.entrySet().stream()
                .filter(entry -> entry.getValue() == role)
                .map(entry -> person(entry.getKey()))
                .toList();
    }

    List<Person> in(Collection<Role> wanted) {
        return wanted.stream().flatMap(role -> with(role).stream()).toList();
    }
}
