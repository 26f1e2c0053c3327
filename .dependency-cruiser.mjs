import { cruiseOptions, layerRules } from './build/layers.mjs';

/** @type {import('dependency-cruiser').IConfiguration} */
export default { forbidden: layerRules(), options: cruiseOptions({ types: true }) };
