namespace FolioModel.Cli.Content.Core;

/// <summary>One reference that a program holds.</summary>
/// <param name="folio">To what.</param>
/// <param name="task">The number of the task that holds it.</param>
internal sealed class HeldFolio(Folio folio, int task)
{
    /// <summary>To what.</summary>
    public Folio Folio { get; } = folio;

    /// <summary>The number of the task that holds it.</summary>
    public int Task { get; } = task;

    /// <summary>Whether it goes with the folio lock.</summary>
    public bool IsLocked { get; set; }

    /// <summary>Whether it is an isolation.</summary>
    public bool IsIsolation { get; init; }

    /// <summary>Whether it is an ordinary reference without the lock.</summary>
    public bool IsPlain => !IsLocked && !IsIsolation;
}
