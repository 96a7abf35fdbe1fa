import { readFile } from 'node:fs/promises';
import { ANSWERS } from '../../src/scene';
import { loadTokenizer } from '../../models/tokenizer/tokenizer';
import { writeModelFolder } from '../folder';
import { exportModel } from './export';
import { stickerConfig } from './settings';
const [checkpoint = 'runs/a/mapper.safetensors', out = 'public/models/stickers'] = process.argv.slice(2);
const tokenizer = JSON.parse(await readFile('runs/a/tokenizer.json', 'utf8')) as unknown;
const config = stickerConfig(loadTokenizer(tokenizer, { maxLength: 48 }).vocabSize);
await writeModelFolder(
  out,
  await exportModel({
    checkpoint,
    config,
    answers: ANSWERS,
    tokenizer,
    about: {
      id: 'whylight/stickers',
      name: 'Stickers',
      recommended: { startLayer: 0, importance: 'norm' },
      domain: 'stickers',
      licence: 'MIT',
      training: {},
      accuracy: {},
    },
  }),
);
console.log(config.clip.text_config.vocab_size);
