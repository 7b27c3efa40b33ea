namespace FolioModel.Cli.Content.Specification;

/// <summary>How an access ends.</summary>
internal enum SpecHugeFault
{
    None,
    AccessDenied,
    NoPage,
}
