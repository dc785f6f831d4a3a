import contextlib
import signal

from tests.laboratory.interrupts import held


def test_an_interrupt_waits_until_the_outermost_block_has_ended() -> None:
    done = []
    with contextlib.suppress(KeyboardInterrupt):
        with held():
            with held():
                signal.raise_signal(signal.SIGINT)
            done.append("outer")
        done.append("never")
    assert done == ["outer"]
