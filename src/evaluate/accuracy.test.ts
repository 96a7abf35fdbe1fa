import { describe, expect, it } from 'vitest';
import { accuracyReport } from './accuracy';
import { firstPlaceShare } from './retrieval';

describe('accuracy', () => {
  it('is the mean credit, overall and by family', () => {
    const answer = { id: '', answer: '', truth: '' };
    const records = [
      { ...answer, picture: 'a', family: 'where', credit: 1 },
      { ...answer, picture: 'a', family: 'colour', credit: 0 },
      { ...answer, picture: 'b', family: 'colour', credit: 1 },
      { ...answer, picture: 'c', family: 'colour', credit: 0.3 },
    ];
    const report = accuracyReport(records, { majority: 0, questionOnly: 0 }, 1);
    expect(report.overall).toBeCloseTo(0.575, 12);
    expect(report.families.colour).toMatchObject({ n: 3 });
    expect(report.families.colour!.accuracy).toBeCloseTo(1.3 / 3, 12);
    expect(report.families.where).toEqual({ n: 1, accuracy: 1, interval: [1, 1] });
  });

  it('shares the first place among captions that tie', () => {
    expect(firstPlaceShare([3, 1, 2])).toBe(1);
    expect(firstPlaceShare([3, 3, 2, 3])).toBeCloseTo(1 / 3, 12);
    expect(firstPlaceShare([2, 3])).toBe(0);
  });
});
