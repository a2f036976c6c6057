// Styles are files beside the modules; the build puts each part's into one.
declare module "*.css";
