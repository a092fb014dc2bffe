import { integrate } from '../../../power/integration.ts';
import { Outline } from '../../../power/outline.ts';
import { plotSvg } from '../../../power/plot.ts';
import type { MeasuredWindow } from '../measured-recordings.ts';
import type { SessionState } from '../state.ts';

/**
 * The drawing of an energy window: its recording with the window shaded. The same recording gives the same text.
 * @throws BenchError what reading the recording throws
 */
export async function windowDrawing(window: MeasuredWindow, { head, simulated }: SessionState): Promise<string> {
  const { event, trace, startS, endS, lengthS, energyPerInferenceJ } = window;
  const outline = new Outline();
  await integrate(trace, {
    cutsS: [],
    onSpan: (span) => {
      outline.add(span);
    },
  });
  const perInference = `${(energyPerInferenceJ * 1e6).toFixed(3)} µJ an inference`;
  const title = `${head.workload.name}, window ${event.index + 1}, ${event.input}${simulated ? ' (simulated)' : ''}`;
  const labels = [`${event.iterations} inferences, ${perInference}`, perInference];
  return plotSvg(outline, { title, endS: lengthS, windows: [{ startS, endS, labels, isCounted: true }] });
}
