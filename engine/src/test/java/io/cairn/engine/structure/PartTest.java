package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartTest {
    @Test
    void copySharesNothingThatIsWrittenInPlace() {
        byte[] page = new byte[PagePool.roundUp(PageFormat.lengthFor(0, 0))];
        PageFormat.format(page, 1, 0, PageFormat.slotsFor(0));
        Object[] objects = {"object"};
        Part part = new Part(1, 0, new byte[][] {page});
        part.setObjects(0, objects);
        part.setDueAtMs(0, 1000);

        Part copy = part.copy(2);
        assertThat(copy.dueAtMs(0)).isEqualTo(1000);
        assertThat(copy.minExpireAtMs).isEqualTo(1000);
        assertThat(copy.objects(0)).isSameAs(objects);
        copy.setPage(0, page.clone());
        copy.setObjects(0, null);
        copy.setDueAtMs(0, 10);

        assertThat(part.pages[0]).isSameAs(page);
        assertThat(part.objects(0)).isSameAs(objects);
        assertThat(part.dueAtMs(0)).isEqualTo(1000);
        assertThat(part.minExpireAtMs).isEqualTo(1000);
    }
}
