import assert from 'node:assert/strict';
import { activationLifetimes } from '../../../../workloads/models/profile/lifetimes.ts';
import { GraphUnderTest, smallGraph } from '../small-graph.ts';

const unread = { kind: 'unread' } as const;

describe('the lifetimes of activations', () => {
  it('go from the writer to the last reader; weights have none', () => {
    const graph = smallGraph();
    const uses = activationLifetimes(graph).map(({ bytes, firstUse, lastUse }) => [bytes, firstUse, lastUse]);
    assert.deepEqual(uses, [
      [16, 0, 0],
      [32, 0, 2],
      [32, 1, 2],
      [32, 2, 3],
      [8, 3, 4],
      [8, 4, 5],
      [2, 5, 6],
      [2, 6, 6],
    ]);
  });

  it('last to the end for what the graph gives out, though nothing reads it', () => {
    const g = new GraphUnderTest();
    const input = g.activation([4]);
    const middle = g.operator('ADD', 1, [input, input], g.activation([4]), unread);
    const end = g.operator('ADD', 1, [middle, middle], g.activation([4]), unread);
    g.operator('ADD', 1, [end, end], g.activation([4]), unread);
    const lifetimes = activationLifetimes(g.graph(input, middle));
    assert.deepEqual(
      lifetimes.map(({ tensor, firstUse, lastUse }) => [tensor, firstUse, lastUse]),
      [
        [0, 0, 0],
        [1, 0, 2],
        [2, 1, 2],
        [3, 2, 2],
      ],
    );
  });

  it('span the whole inference for what is read before it is written', () => {
    const g = new GraphUnderTest();
    const input = g.activation([4]);
    const state = g.activation([4]);
    const first = g.operator('ADD', 1, [input, input], g.activation([4]), unread);
    const second = g.operator('ADD', 1, [first, state], g.activation([4]), unread);
    const last = g.operator('ADD', 1, [second, second], g.activation([4]), unread);
    const found = activationLifetimes(g.graph(input, last)).find(({ tensor }) => tensor === state);
    assert.deepEqual(found, { tensor: state, bytes: 4, firstUse: 0, lastUse: 2 });
  });

  it('take no notice of absent optional inputs, nor of tensors that nothing uses', () => {
    const g = new GraphUnderTest();
    const input = g.activation([4]);
    g.activation([1000]);
    const output = g.operator('FULLY_CONNECTED', 1, [input, -1], g.activation([4]), unread);
    assert.equal(activationLifetimes(g.graph(input, output)).length, 2);
  });
});
