import assert from 'node:assert/strict';
import { filterCount, mostSelected, selectionToggled, startView, toggled } from '../../../../site/app/view/view.ts';
import type { View } from '../../../../site/app/view/view.ts';

describe('a view', () => {
  it('selects rows up to the most that are compared, and no more', () => {
    let view: View = startView;
    for (let row = 0; row < mostSelected + 2; row++) view = selectionToggled(view, `row${row}`);
    assert.equal(view.selected.length, mostSelected);
    assert.deepEqual(selectionToggled(view, 'row0').selected[0], 'row1');
  });

  it('stops comparing when fewer than two rows are left', () => {
    const view: View = { ...startView, selected: ['a', 'b', 'c'], isComparing: true };
    const two = selectionToggled(view, 'c');
    assert.deepEqual([two.isComparing, selectionToggled(two, 'b').isComparing], [true, false]);
  });

  it('counts its filters', () => {
    const view = toggled(toggled(startView, 'vendor', 'a'), 'vendor', 'b');
    assert.deepEqual(
      [startView, view, { ...view, text: ' x ' }, { ...view, text: '  ' }].map(filterCount),
      [0, 2, 3, 2],
    );
  });
});
