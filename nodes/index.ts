import type { NodeType } from '../core/define-node.ts';
import { endpoint } from './captioners/endpoint.ts';
import { existing } from './captioners/existing.ts';
import { local } from './captioners/local.ts';
import { dataset } from './datasets/dataset.ts';
import { exportComparison } from './datasets/export-comparison.ts';
import { exportCsv } from './datasets/export-csv.ts';
import { exportJsonLines } from './datasets/export-jsonl.ts';
import { exportShareGpt4v } from './datasets/export-sharegpt4v.ts';
import { exportSidecars } from './datasets/export-sidecars.ts';
import { mix } from './datasets/mix.ts';
import { compareCaptions } from './evaluation/compare-captions.ts';
import { scoreScenes } from './evaluation/score-scenes.ts';
import { leak } from './filters/leak.ts';
import { length } from './filters/length.ts';
import { loop } from './filters/loop.ts';
import { nearDuplicates } from './filters/near-duplicates.ts';
import { refusal } from './filters/refusal.ts';
import { sameCaption } from './filters/same-caption.ts';
import { text as textSearch } from './filters/text.ts';
import { compose } from './prompts/compose.ts';
import { text as textPrompt } from './prompts/text.ts';
import { datasetFile } from './sources/dataset-file.ts';
import { drawnScenes } from './sources/drawn-scenes.ts';
import { fileList } from './sources/file-list.ts';
import { folder } from './sources/folder.ts';
import { dpo } from './training/dpo.ts';
import { lora } from './training/lora.ts';
import { newModel } from './training/new-model.ts';
import { preTrain } from './training/pre-train.ts';
import { sft } from './training/sft.ts';
import { shareCaptioner } from './training/share-captioner.ts';
import { sweep } from './training/sweep.ts';

/** Every node type of this version, in the order of the palette. */
export const NODE_TYPES: readonly NodeType[] = [
  folder,
  fileList,
  datasetFile,
  drawnScenes,
  compose,
  textPrompt,
  endpoint,
  local,
  existing,
  length,
  refusal,
  loop,
  leak,
  textSearch,
  nearDuplicates,
  sameCaption,
  dataset,
  mix,
  exportShareGpt4v,
  exportSidecars,
  exportJsonLines,
  exportCsv,
  exportComparison,
  shareCaptioner,
  preTrain,
  sft,
  lora,
  dpo,
  newModel,
  sweep,
  compareCaptions,
  scoreScenes,
];
