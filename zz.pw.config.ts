import base from '/work/main/playwright.config';
export default { ...base, testDir: '/work/main/e2e', outputDir: '/tmp/pwout', use: { ...base.use, baseURL: 'http://127.0.0.1:4777/' }, webServer: { command: 'node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port 4777 --strictPort --outDir /tmp/distpics', cwd: '/work/main', url: 'http://127.0.0.1:4777/', timeout: 60000 } };
