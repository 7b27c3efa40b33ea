namespace FolioModel;

public sealed partial class Machine
{
    private readonly int _swapStateNumber;
    private SwapSpace? _swap;

    /// <summary>The swap areas, and who uses them.</summary>
    public SwapSpace Swap => _swap ??= new SwapSpace(this, _swapStateNumber);

    /// <summary>Whether there is swap space, so that anonymous memory counts as reclaimable.</summary>
    public bool HasSwap { get; set; }
}

public readonly partial struct Folio
{
    /// <summary>The first of the folio's slots while it is in the swap cache, or null (<c>folio->swap</c>).</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public SwapEntry? Swap
    {
        get
        {
            CheckAlive();
            return (Page.Flags & FolioFlags.SwapCache) != 0 ? _machine.Swap.EntryOf(_pfn) : null;
        }
    }
}
