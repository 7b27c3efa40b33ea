namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>A page that a program uses, with its reference, and perhaps its lock.</summary>
internal sealed class HeldPage(Folio folio, int task, bool isLocked)
{
    public Folio Folio { get; } = folio;

    public int Task { get; } = task;

    public bool IsLocked { get; } = isLocked;
}
