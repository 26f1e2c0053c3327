"""Which samples a step takes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ekphrasis_trainer.dataset import StepOrder, steps_of


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 50), st.integers(1, 12), st.integers(1, 9), st.booleans(), st.randoms())
def test_data3_every_epoch_has_every_sample_and_every_step_is_whole(samples, batch, epochs, grouped, random) -> None:
    lengths = [random.choice([-1, 1]) * random.randint(1, 99) for _ in range(samples)] if grouped else None
    steps = steps_of(samples, epochs, batch, None)
    order = StepOrder(samples, steps, batch, 7, lengths)
    drawn = list(order)
    assert len(drawn) == len(order) == steps * batch
    assert drawn == list(StepOrder(samples, steps, batch, 7, lengths))
    assert set(order.epoch(0)) == set(range(samples))
    if grouped:
        assert lengths is not None
        for begin in range(0, len(drawn), batch):
            assert len({lengths[index] > 0 for index in drawn[begin : begin + batch]}) == 1
    else:
        assert sorted(order.epoch(3)) == list(range(samples))


def test_data3_grouped_steps_are_of_like_lengths() -> None:
    lengths = [*range(1, 65), *range(-64, 0)]
    order = StepOrder(128, 32, 4, 0, lengths).epoch(0)
    spans = [
        max(abs(lengths[at]) for at in order[begin : begin + 4])
        - min(abs(lengths[at]) for at in order[begin : begin + 4])
        for begin in range(0, 128, 4)
    ]
    assert sum(spans) / len(spans) < 12  # 39 where they are only shuffled


def test_data3_steps_are_all_epochs_rounded_up_or_the_limit() -> None:
    assert steps_of(10, 1, 4, None) == 3
    assert steps_of(10, 2, 4, None) == 5
    assert steps_of(10, 2, 4, 2) == 2
    assert steps_of(1, 0.1, 4, None) == 1
    assert steps_of(1_246_000, 1, 256, None) == 4868
