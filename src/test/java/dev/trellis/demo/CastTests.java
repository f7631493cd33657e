package dev.trellis.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CastTests {

    @Test
    void givesTheSamePeopleTheSameRolesInWhateverOrderTheyCome() {
        var people = people(60, "lead", "Europe/Berlin", true);
        var shuffled = new ArrayList<>(people);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(roles(Cast.of(shuffled, 7), people)).isEqualTo(roles(Cast.of(people, 7), people));
    }

    @Test
    void fillsEveryRoleExceptThatOfTheFriendsWhoComeLater() {
        var cast = Cast.of(people(60, "lead", "Europe/Berlin", true), 7);

        assertThat(Arrays.stream(Role.values()).filter(role -> role != Role.QUIET && role != Role.FRIEND))
                .allSatisfy(role -> assertThat(cast.with(role)).as(role.name()).isNotEmpty());
        assertThat(cast.with(Role.FRIEND)).isEmpty();
    }

    @Test
    void leavesOutWhoGetsNoNewsletterOrLivesFarAwayOrIsNoLead() {
        var people = new ArrayList<>(people(50, "lead", "Europe/Berlin", true));
        var others = new ArrayList<Person>();
        others.addAll(people(20, "subscriber", "Europe/Rome", true));
        others.addAll(people(20, "lead", "Asia/Tokyo", true));
        others.addAll(people(20, "lead", "Europe/Paris", false));
        people.addAll(others);

        var cast = Cast.of(people, 7);

        assertThat(others)
                .allSatisfy(person -> assertThat(cast.role(person.id())).isEqualTo(Role.QUIET));
    }

    @Test
    void saysWhatASampleLacks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cast.of(people(5, "lead", "Europe/Berlin", true), 7))
                .withMessageContaining("has 5 leads");
    }

    @Test
    void onlyWhoIsQualifiedGetsAnOfferAndOnlyWhoGetsOneBuys() {
        assertThat(Role.values()).allSatisfy(role -> {
            assertThat(role.qualifies() || !role.getsAnOffer()).isTrue();
            assertThat(role.getsAnOffer() || !role.buys()).isTrue();
        });
    }

    private static List<Role> roles(Cast cast, List<Person> people) {
        return people.stream().map(person -> cast.role(person.id())).toList();
    }

    private static List<Person> people(int count, String stage, String timeZone, boolean newsletter) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    var name = stage + timeZone.replace("/", "") + newsletter + i;
                    return new Person(name, name + "@example.com", name, stage, timeZone, newsletter);
                })
                .collect(Collectors.toList());
    }
}
