import type { Counts } from '../app-metrics.ts';
import type { Invariant } from '../checker/invariant.ts';
import { countedText, countText, durationText, phaseText } from '../text.ts';
import { type Html, html } from './html.ts';
import type { PhaseReport, Report, StepReport } from './report.ts';

const KNOWN_STEP_KEYS = new Set(['name', 'ms', 'ok', 'output', 'exitCode']);

/** The phases as one bar, each as wide as it took. */
export function phaseBar({ phases }: Report): Html {
  const end = Math.max(...phases.map(({ endedMs }) => endedMs), 1);
  return html`<ol class="bar">${phases.map((phase) => {
    const width = (100 * (phase.endedMs - phase.beganMs)) / end;
    const percent = (ms: number) =>
      `${((100 * ms) / Math.max(1, phase.endedMs - phase.beganMs)).toFixed(1)}%`;
    const { beganMs, ms } = phase.rollout;
    return html`<li style="width:${width.toFixed(2)}%" class="${phase.failed > 0 ? 'bad' : 'good'}" title="${phase.title}">
      <b>${phaseText(phase)}</b>
      <span class="rolling" style="left:${percent(beganMs - phase.beganMs)};width:${percent(ms)}"></span></li>`;
  })}</ol>`;
}

/** A table of the phases: what was asked, what failed, how long it took. */
export function phaseTable({ phases }: Report): Html {
  return html`<table>
    <thead><tr><th>Phase</th><th class="n">Requests</th><th class="n">Failed</th><th class="n">Uploads</th>
      <th class="n">p50</th><th class="n">p95</th><th class="n">p99</th><th class="n">Roll-out</th>
      <th>Reads by source</th><th>Writes by target</th></tr></thead>
    <tbody>${phases.map(phaseRow)}</tbody></table>`;
}

function phaseRow(phase: PhaseReport): Html {
  const { title, commit, requests, failed, uploads, latencyMs, rollout } = phase;
  const clients = `old clients: ${phase.clients.old.requests}, up-to-date ones: ${phase.clients.new.requests}`;
  return html`<tr>
    <td><b>${phaseText(phase)}</b><br><small>${title} · <code>${commit.slice(0, 7)}</code></small></td>
    <td class="n" title="${clients}">${countText(requests)}</td>
    <td class="n ${failed > 0 ? 'bad' : ''}">${countText(failed)}</td>
    <td class="n">${countText(uploads)}</td>
    <td class="n">${durationText(latencyMs.p50)}</td>
    <td class="n">${durationText(latencyMs.p95)}</td>
    <td class="n">${durationText(latencyMs.p99)}</td>
    <td class="n">${rollout.ms > 0 ? html`${durationText(rollout.ms)}<br><small>${countedText(rollout.requests, 'request')}, ${rollout.failed} failed</small>` : '–'}</td>
    <td>${shareBar(phase.readsBySource)}</td>
    <td>${shareBar(phase.writesByTarget)}</td></tr>`;
}

function shareBar(counts: Counts): Html {
  const entries = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const all = entries.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return html`<small>none</small>`;
  return html`<ul class="shares">${entries.map(
    ([name, count]) => html`<li><span style="width:${((100 * count) / all).toFixed(1)}%"></span>
      ${name} <small>${countText(count)}</small></li>`,
  )}</ul>`;
}

/** The steps of every phase with their figures. */
export function steps({ phases }: Report): Html {
  const rows = phases.flatMap((phase) => phase.steps.map((step) => ({ phase, step })));
  if (rows.length === 0) return html`<p>No phase of this run has steps.</p>`;
  return html`<table>
    <thead><tr><th>Phase</th><th>Step</th><th class="n">Took</th><th>Figures</th></tr></thead>
    <tbody>${rows.map(
      ({ phase, step }) => html`<tr><td>${phaseText(phase)}</td>
        <td class="${step.ok ? 'good' : 'bad'}">${step.ok ? '✓' : '✗'} ${step.name}</td>
        <td class="n">${durationText(step.ms)}</td><td>${figures(step)}</td></tr>`,
    )}</tbody></table>`;
}

function figures(step: StepReport): Html {
  const shown = Object.entries(step).filter(([key]) => !KNOWN_STEP_KEYS.has(key));
  return html`${shown.map(
    ([key, value]) => html`<span class="figure">${key} <b>${figure(value)}</b></span> `,
  )}${typeof step.output === 'string' && html`<pre>${step.output}</pre>`}`;
}

function figure(value: unknown): string {
  if (typeof value === 'number') return countText(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(figure).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The invariants: held, violated (with examples), or not applicable to this run. */
export function invariants({ invariants }: Report): Html {
  return html`<ul class="invariants">${invariants.map(invariant)}</ul>`;
}

function invariant({ name, ok, applies, reason, checked, violations, examples }: Invariant): Html {
  if (!applies) {
    return html`<li class="muted"><i>–</i><div><b>${name}</b><small>does not apply: ${reason}</small></div></li>`;
  }
  const outcome =
    violations > 0
      ? `${countText(violations)} of ${countedText(checked, 'check')} failed`
      : countedText(checked, 'check');
  return html`<li class="${ok ? 'good' : 'bad'}"><i>${ok ? '✓' : '✗'}</i><div><b>${name}</b>
    <small>${checked === 0 ? 'nothing was checked' : outcome}</small>
    ${examples.length > 0 && html`<details open><summary>Examples</summary><ol>${examples.map((example) => html`<li>${example}</li>`)}</ol></details>`}
    </div></li>`;
}
