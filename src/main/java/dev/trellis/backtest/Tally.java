package dev.trellis.backtest;

import dev.trellis.backtest.Report.Result;
import dev.trellis.backtest.Verdict.Promotion;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Counts what one set of tables makes of leads. */
final class Tally {

    private final DoubleStream.Builder won = DoubleStream.builder();
    private final DoubleStream.Builder others = DoubleStream.builder();
    private long wins;
    private long promoted;
    private long byRequest;
    private long caught;
    private long undecided;

    void add(Past past, Verdict verdict) {
        if (!past.isKnown()) {
            undecided += past != Past.UNSEEN && verdict.isPromoted() ? 1 : 0;
            return;
        }
        boolean win = past == Past.WON;
        wins += win ? 1 : 0;
        promoted += verdict.isPromoted() ? 1 : 0;
        byRequest += verdict.promotion() == Promotion.BY_REQUEST ? 1 : 0;
        caught += win && verdict.isPromoted() ? 1 : 0;
        (win ? won : others).add(verdict.standing());
    }

    /** What it comes to; nobody is added afterwards. */
    Sum sum() {
        var auc = Auc.of(won.build().toArray(), others.build().toArray());
        return new Sum(
                new Result(
                        promoted,
                        byRequest,
                        undecided,
                        caught,
                        wins - caught,
                        Share.of(caught, promoted),
                        Share.of(caught, wins),
                        auc.map(Auc::interval).orElse(null)),
                auc);
    }

    /** The counts, and how well the standings tell winners from others. */
    record Sum(Result result, Optional<Auc> auc) {}
}
