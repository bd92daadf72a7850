package io.cairn.engine.differential;

import io.cairn.testing.RequestGenerator;
import io.cairn.testing.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/** Requests one behind the other. Shrinks by leaving requests out: first halves, then ever shorter stretches. */
record Sequence(List<byte[][]> requests) {
    Sequence {
        requests = List.copyOf(requests);
    }

    /** Sequences of {@code length} requests. */
    static Arbitrary<Sequence> of(int length, RequestGenerator generator) {
        return Arbitraries.fromGenerator(random -> new Shrinking(draw(length, generator, random)));
    }

    private static Sequence draw(int length, RequestGenerator generator, Random random) {
        return new Sequence(
                IntStream.range(0, length).mapToObj(i -> generator.next(random)).toList());
    }

    private Sequence without(int from, int to) {
        List<byte[][]> left = new ArrayList<>(requests);
        left.subList(from, to).clear();
        return new Sequence(left);
    }

    /** A line for each request. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("\n");
        for (byte[][] request : requests) {
            text.append("    ").append(Requests.text(request)).append('\n');
        }
        return text.toString();
    }

    private record Shrinking(Sequence value) implements Shrinkable<Sequence> {
        @Override
        public Stream<Shrinkable<Sequence>> shrink() {
            int size = value.requests.size();
            return IntStream.iterate(size / 2, length -> length > 0, length -> length / 2)
                    .boxed()
                    .flatMap(length -> IntStream.iterate(0, from -> from < size, from -> from + length)
                            .mapToObj(from -> new Shrinking(value.without(from, Math.min(size, from + length)))));
        }

        @Override
        public ShrinkingDistance distance() {
            return ShrinkingDistance.of(value.requests.size());
        }
    }
}
