import { countText, durationText, sizeText } from '../text.ts';
import { charts } from './charts.ts';
import { Html, html } from './html.ts';
import type { Report } from './report.ts';
import { invariants, phaseBar, phaseTable, steps } from './sections.ts';
import { STYLE } from './style.ts';

/** The report as one page for people, which needs no other file. */
export function renderPage(report: Report): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Rehearsal: ${report.ok ? 'every invariant held' : 'not ok'}</title>
<style>${new Html(STYLE)}</style>
<main>
  ${verdict(report)}
  ${tiles(report)}
  <h2>Over time</h2>
  <div class="card">${phaseBar(report)}${charts(report)}
    <small>The orange line under a phase is its roll-out. Dashed lines are where a phase begins.</small></div>
  <h2>Phases</h2>
  <div class="card scroll">${phaseTable(report)}</div>
  <h2>Steps</h2>
  <div class="card scroll">${steps(report)}</div>
  <h2>Invariants</h2>
  ${invariants(report)}
</main>
</html>
`.text;
}

function verdict({ ok, stopped, phases, incidents, ...report }: Report): Html {
  const { edition, startedAt, durationMs, notices } = report;
  const there = phases.filter(({ undoes }) => undoes === undefined).map(({ number }) => number);
  const back = there.length < phases.length ? `, and back to ${phases.at(-1)?.number}` : '';
  const range =
    there.length > 1 ? `phases ${there[0]} to ${there.at(-1)}${back}` : `phase ${there[0]}`;
  const title = ok ? 'Every invariant held' : 'The rehearsal failed';
  return html`<header class="verdict ${ok ? 'good' : 'bad'}"><div><h1>${title}</h1>
    <p>${edition > 0 ? `Edition ${edition}` : 'Not published'}, ${range} · ${startedAt.slice(0, 16).replace('T', ' ')} UTC · ${durationText(durationMs)}</p>
    ${stopped !== undefined && html`<p class="bad">Stopped: ${stopped}</p>`}
    ${incidents.map((incident) => html`<p class="bad">${incident}</p>`)}
    ${notices.map((notice) => html`<p class="notice">${notice}</p>`)}</div></header>`;
}

function tiles({ phases, seeded, verification, options }: Report): Html {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const requests = sum(phases.map((phase) => phase.requests));
  const failed = sum(phases.map((phase) => phase.failed)) + verification.failed;
  const uploads = sum(phases.map((phase) => phase.uploads));
  const tile = (value: string, text: string, bad = false) =>
    html`<li><b class="${bad ? 'bad' : ''}">${value}</b><small>${text}</small></li>`;
  return html`<ul class="tiles">
    ${tile(countText(requests), 'requests under traffic')}
    ${tile(countText(failed), 'failed', failed > 0)}
    ${tile(countText(uploads), 'photos uploaded under traffic')}
    ${tile(countText(seeded.attachments), `photos of history, ${sizeText(seeded.bytes)}`)}
    ${tile(countText(verification.photos), 'photos looked at in the end')}
    ${tile(String(options.users), 'users at once, old and up-to-date clients')}
  </ul>`;
}
