package dev.trellis.platform;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Answers to questions that come again and again, up to a number of them; others are worked out each time. */
public final class Memory<Q, A> {

    private static final int MOST = 20_000;

    private final Map<Q, A> answers = new ConcurrentHashMap<>();
    private final Function<Q, A> work;

    public Memory(Function<Q, A> work) {
        this.work = work;
    }

    public A get(Q question) {
        var known = answers.get(question);
        if (known != null) {
            return known;
        }
        var answer = work.apply(question);
        if (answers.size() < MOST) {
            answers.put(question, answer);
        }
        return answer;
    }
}
