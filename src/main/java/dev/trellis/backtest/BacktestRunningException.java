package dev.trellis.backtest;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** Another backtest has the machine; mail and journeys need some of it too. */
@ResponseStatus(HttpStatus.CONFLICT)
public class BacktestRunningException extends RuntimeException {

    BacktestRunningException(Backtest running) {
        super("The backtest \"" + running.name() + "\" is running; try again when it is done");
    }
}
