namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>A page of a process that the program holds: pinned for a device, got for reading, or locked.</summary>
internal sealed class HeldAnon(ProcessPages process, int page, Folio folio, int task, HeldAnon.Ways way)
{
    /// <summary>The ways to hold a page.</summary>
    public enum Ways
    {
        /// <summary>A device may write it: the process must see what it writes.</summary>
        Pinned,

        /// <summary>A reference without a pin.</summary>
        Got,

        /// <summary>A reference and the folio's lock.</summary>
        Locked,
    }

    public ProcessPages Process { get; } = process;

    public int Page { get; } = page;

    public Folio Folio { get; } = folio;

    public int Task { get; } = task;

    public Ways Way { get; } = way;

    /// <summary>Whether the process still has to show the pinned page there: it has not given the page back.</summary>
    public bool IsShown { get; set; } = way == Ways.Pinned;
}
