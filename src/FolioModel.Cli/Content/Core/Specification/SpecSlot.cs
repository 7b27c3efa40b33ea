namespace FolioModel.Cli.Content.Specification;

/// <summary>A memory slot: guest frames that a range of a file backs.</summary>
/// <param name="Base">The first guest frame.</param>
/// <param name="Pages">How many.</param>
/// <param name="File">The file.</param>
/// <param name="Index">The first page of the file.</param>
internal sealed record SpecSlot(ulong Base, ulong Pages, int File, ulong Index)
{
    /// <summary>Whether a guest frame lies in it.</summary>
    /// <param name="frame">The guest frame.</param>
    public bool Covers(ulong frame) => frame >= Base && frame < Base + Pages;

    /// <summary>Whether it binds a part of a range of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">The page behind the last.</param>
    public bool Binds(int file, ulong start, ulong end) => file == File && start < Index + Pages && Index < end;
}
