package dev.trellis.backtest;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no such backtest (any more). */
@ResponseStatus(HttpStatus.NOT_FOUND)
public class BacktestNotFoundException extends RuntimeException {

    BacktestNotFoundException(UUID id) {
        super("No backtest with id " + id + "; only the newest are kept");
    }
}
