import { packageBuild } from '../../tsup.shared.ts';

// echarts is a devDependency and so goes into the bundle, only the parts that are drawn. As a dependency it takes ten
// times as long to load, most of it for charts that nobody asked for (bench/loading.bench.ts). Its development build talks
// on the console, hence the definition; its source map would be twice the size of the code, hence none.
export default packageBuild(
  { index: 'src/index.ts' },
  { define: { 'process.env.NODE_ENV': '"production"' }, sourcemap: false },
);
