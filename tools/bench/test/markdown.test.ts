import { describe, expect, it } from '@jest/globals';
import { mergeSections, sectionOf } from '../src/report/markdown.ts';

const uploads = { name: 'uploads', measures: 'Uploads.', run: async () => [] };

describe('sectionOf', () => {
  it('tells figure, ratio and whether the aim was met', () => {
    const ratio = { median: 0.5, lowest: 0.4, highest: 0.6 };
    const rows = [
      {
        what: '50 KiB',
        figure: '9/s',
        comparedWith: '18/s',
        ratio,
        verdict: { aim: '≥ 0.60×', met: false },
      },
    ];
    const section = sectionOf(uploads, rows, 'Measured today.');
    expect(section).toMatch(/^## uploads\n/);
    expect(section).toContain('| 50 KiB | 9/s | 18/s | 0.50× (0.40–0.60) | ≥ 0.60× ✗ missed |');
    expect(section).toContain('Measured today.');
  });
});

describe('mergeSections', () => {
  const order = ['a', 'b', 'c'];
  const section = (name: string, text: string) => `## ${name}\n\n${text}\n`;
  const document = mergeSections(
    '',
    '# Title',
    new Map([
      ['a', section('a', 'old a')],
      ['c', section('c', 'old c')],
    ]),
    order,
  );

  it('replaces what was run, keeps what was not, and orders both', () => {
    const sections = new Map([
      ['c', section('c', 'new c')],
      ['b', section('b', 'new b')],
    ]);
    expect(mergeSections(document, '# Title', sections, order)).toBe(
      '# Title\n\n## a\n\nold a\n\n## b\n\nnew b\n\n## c\n\nnew c\n',
    );
  });

  it('forgets benchmarks that are no more', () => {
    expect(mergeSections(document, '# Title', new Map(), ['c'])).toBe('# Title\n\n## c\n\nold c\n');
  });
});
