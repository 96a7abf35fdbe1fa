import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { countBrowserTests, countUnitTests } from './testCounts.mjs';

function report(content: unknown): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'whylight-')), 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('countUnitTests', () => {
  it('adds one failure for each file that could not be loaded', () => {
    const file = report({
      numPassedTests: 5,
      numFailedTests: 1,
      testResults: [
        { status: 'passed', assertionResults: [{}, {}] },
        { status: 'failed', assertionResults: [{}, {}, {}, {}] },
        { status: 'failed', assertionResults: [] },
      ],
    });
    expect(countUnitTests(file)).toEqual({ passed: 5, failed: 2 });
  });

  it('counts a run without a report as one failure', () => {
    expect(countUnitTests('/no/such/report.json')).toEqual({ passed: 0, failed: 1 });
  });
});

describe('countBrowserTests', () => {
  it('counts a test that passed at the second try as passed, and errors outside tests as failures', () => {
    const file = report({ stats: { expected: 3, flaky: 1, unexpected: 2, skipped: 4 }, errors: [{}] });
    expect(countBrowserTests(file)).toEqual({ passed: 4, failed: 3 });
  });
});
