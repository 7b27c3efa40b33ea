namespace FolioModel.Cli.Content.Specification;

/// <summary>The purposes of looking up a page.</summary>
internal enum SpecShmemAccess
{
    /// <summary>A hole stays one.</summary>
    Read,

    /// <summary>A hole is an error.</summary>
    ReadOnly,

    /// <summary>A hole is filled within the file's size.</summary>
    Allocate,

    /// <summary>A hole is filled, to be written.</summary>
    Write,

    /// <summary>A hole is filled, to be written some time.</summary>
    Reserve,
}
