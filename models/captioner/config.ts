/** A captioner has the configuration of a CLIPmapper: two towers and a mapper. */
export {
  CLIPMAPPER_CONFIG as CAPTIONER_CONFIG,
  type ClipmapperConfig as CaptionerConfig,
} from '../clipmapper/config';
