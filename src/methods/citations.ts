/** A paper, with what a BibTeX entry needs. */
export interface Citation {
  /** BibTeX key. */
  readonly key: string;
  readonly type: 'inproceedings' | 'article' | 'misc';
  readonly authors: readonly string[];
  readonly title: string;
  readonly venue: string;
  readonly year: number;
  readonly arxiv?: string;
  readonly doi?: string;
}

/** Papers behind the methods. */
export const CITATIONS = {
  chefer2021generic: {
    key: 'chefer2021generic',
    type: 'inproceedings',
    authors: ['Chefer, Hila', 'Gur, Shir', 'Wolf, Lior'],
    title:
      'Generic Attention-model Explainability for Interpreting Bi-Modal and Encoder-Decoder Transformers',
    venue: 'Proceedings of the IEEE/CVF International Conference on Computer Vision (ICCV)',
    year: 2021,
    arxiv: '2103.15679',
  },
  huang2023weighted: {
    key: 'huang2023weighted',
    type: 'inproceedings',
    authors: ['Huang, Yiming', 'Jia, Aozhe', 'Zhang, Xiaodan', 'Zhang, Jiawei'],
    title: 'Generic Attention-model Explainability by Weighted Relevance Accumulation',
    venue: 'ACM Multimedia Asia',
    year: 2023,
    arxiv: '2308.10240',
    doi: '10.1145/3595916.3626437',
  },
  abnar2020rollout: {
    key: 'abnar2020rollout',
    type: 'inproceedings',
    authors: ['Abnar, Samira', 'Zuidema, Willem'],
    title: 'Quantifying Attention Flow in Transformers',
    venue: 'Annual Meeting of the Association for Computational Linguistics (ACL)',
    year: 2020,
    arxiv: '2005.00928',
  },
  selvaraju2017gradcam: {
    key: 'selvaraju2017gradcam',
    type: 'inproceedings',
    authors: [
      'Selvaraju, Ramprasaath R.',
      'Cogswell, Michael',
      'Das, Abhishek',
      'Vedantam, Ramakrishna',
      'Parikh, Devi',
      'Batra, Dhruv',
    ],
    title: 'Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization',
    venue: 'IEEE International Conference on Computer Vision (ICCV)',
    year: 2017,
    arxiv: '1610.02391',
  },
  judd2009learning: {
    key: 'judd2009learning',
    type: 'inproceedings',
    authors: ['Judd, Tilke', 'Ehinger, Krista', 'Durand, Frédo', 'Torralba, Antonio'],
    title: 'Learning to Predict Where Humans Look',
    venue: 'IEEE International Conference on Computer Vision (ICCV)',
    year: 2009,
  },
  zeiler2014visualizing: {
    key: 'zeiler2014visualizing',
    type: 'inproceedings',
    authors: ['Zeiler, Matthew D.', 'Fergus, Rob'],
    title: 'Visualizing and Understanding Convolutional Networks',
    venue: 'European Conference on Computer Vision (ECCV)',
    year: 2014,
    arxiv: '1311.2901',
  },
  shrikumar2016black: {
    key: 'shrikumar2016black',
    type: 'misc',
    authors: ['Shrikumar, Avanti', 'Greenside, Peyton', 'Shcherbina, Anna', 'Kundaje, Anshul'],
    title: 'Not Just a Black Box: Learning Important Features Through Propagating Activation Differences',
    venue: 'arXiv',
    year: 2016,
    arxiv: '1605.01713',
  },
  sundararajan2017axiomatic: {
    key: 'sundararajan2017axiomatic',
    type: 'inproceedings',
    authors: ['Sundararajan, Mukund', 'Taly, Ankur', 'Yan, Qiqi'],
    title: 'Axiomatic Attribution for Deep Networks',
    venue: 'International Conference on Machine Learning (ICML)',
    year: 2017,
    arxiv: '1703.01365',
  },
  zhao2024gradeclip: {
    key: 'zhao2024gradeclip',
    type: 'inproceedings',
    authors: ['Zhao, Chenyang', 'Wang, Kun', 'Zeng, Xingyu', 'Zhao, Rui', 'Chan, Antoni B.'],
    title: 'Gradient-based Visual Explanation for Transformer-based CLIP',
    venue: 'International Conference on Machine Learning (ICML)',
    year: 2024,
  },
} as const satisfies Readonly<Record<string, Citation>>;

/** The citation as a BibTeX entry. */
export function toBibTeX({ key, type, authors, title, venue, year, arxiv, doi }: Citation): string {
  const where = type === 'inproceedings' ? 'booktitle' : type === 'article' ? 'journal' : 'howpublished';
  const fields = [
    ['author', authors.join(' and ')],
    ['title', `{${title}}`],
    [where, venue],
    ['year', String(year)],
    ...(arxiv === undefined
      ? []
      : [
          ['eprint', arxiv],
          ['archivePrefix', 'arXiv'],
        ]),
    ...(doi === undefined ? [] : [['doi', doi]]),
  ];
  return `@${type}{${key},\n${fields.map(([name, value]) => `  ${name} = {${value}},`).join('\n')}\n}`;
}
