import assert from 'node:assert/strict';
import { Metrics } from '../../../../site/server/metrics/metrics.ts';
import { Registry } from '../../../../site/server/metrics/registry.ts';

describe('Metrics in the text format of Prometheus', () => {
  it('count, by labels that are escaped', () => {
    const registry = new Registry();
    const seen = registry.counter('seen_total', 'What was\nseen \\ here.', ['kind']);
    seen.add({ kind: 'a' });
    seen.add({ kind: 'a' }, 2.5);
    seen.add({ kind: 'q"\\\n' });
    assert.equal(
      registry.text(),
      '# HELP seen_total What was\\nseen \\\\ here.\n# TYPE seen_total counter\n' +
        'seen_total{kind="a"} 3.5\nseen_total{kind="q\\"\\\\\\n"} 1\n',
    );
  });

  it('are there from the start where they have no labels', () => {
    const registry = new Registry();
    registry.counter('a_total', 'A.');
    registry.gauge('b', 'B.').set({}, Number.POSITIVE_INFINITY);
    assert.match(registry.text(), /^a_total 0$/m);
    assert.match(registry.text(), /^b \+Inf$/m);
  });

  it('have buckets that each hold all below their end', () => {
    const registry = new Registry();
    const took = registry.histogram('took_seconds', 'Time.', [0.1, 1], ['what']);
    for (const seconds of [0.05, 0.1, 0.5, 7]) took.observe({ what: 'x' }, seconds);
    assert.deepEqual(registry.text().split('\n').slice(2, -1), [
      'took_seconds_bucket{what="x",le="0.1"} 2',
      'took_seconds_bucket{what="x",le="1"} 3',
      'took_seconds_bucket{what="x",le="+Inf"} 4',
      'took_seconds_sum{what="x"} 7.65',
      'took_seconds_count{what="x"} 4',
    ]);
  });
});

describe('The metrics of the intake server', () => {
  it('are each a line of a family that was announced, whatever the database says', () => {
    const metrics = new Metrics();
    try {
      metrics.requests.add({ method: 'GET', route: '/api/submissions/:id', status: '200' });
      metrics.checkSeconds.observe({}, 3);
      for (const observed of [
        { submissions: { queued: 2, accepted: 1 }, queue: { waiting: 2, active: 1 }, publishedResults: 7 },
        { submissions: null, queue: null, publishedResults: 0 },
      ]) {
        const families = new Set<string>();
        for (const line of metrics.text(observed).trimEnd().split('\n')) {
          const [, family] = /^# TYPE (\w+) (?:counter|gauge|histogram)$/.exec(line) ?? [];
          if (family !== undefined) {
            assert.ok(!families.has(family), family);
            families.add(family);
          }
          if (line.startsWith('#')) continue;
          const [, name = ''] =
            /^(\w+)(?:\{\w+="(?:[^"\\\n]|\\.)*"(?:,\w+="(?:[^"\\\n]|\\.)*")*\})? -?(?:\d[\d.e+-]*|NaN)$/.exec(line) ??
            [];
          assert.ok(families.has(name.replace(/_(?:bucket|sum|count)$/, '')) || families.has(name), line);
        }
      }
      const text = metrics.text({ submissions: { queued: 2 }, queue: { waiting: 2, active: 1 }, publishedResults: 7 });
      assert.match(text, /^boardbench_submissions\{state="queued"\} 2$/m);
      assert.match(text, /^boardbench_submissions\{state="accepted"\} 0$/m);
      assert.match(text, /^boardbench_queue_jobs\{state="active"\} 1$/m);
      assert.match(text, /^boardbench_published_results 7$/m);
      assert.match(text, /^process_resident_memory_bytes \d{7,}$/m);
      assert.match(text, /^nodejs_eventloop_lag_seconds\{quantile="0\.99"\} /m);
    } finally {
      metrics.close();
    }
  });
});
