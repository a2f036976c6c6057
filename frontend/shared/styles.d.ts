// A style that a part brings along; the build writes it beside the part's module.
declare module "*.css";
