using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

/// <summary>Base pages of a mapping that are held for direct access, until the pin is released.</summary>
/// <remarks>Models what <c>pin_user_pages_fast</c> and <c>get_user_pages_fast</c> hand out: an array of pages.</remarks>
public sealed partial class HugetlbPin
{
    private readonly Machine _machine;
    private readonly bool _pinned;
    private ImmutableArray<(Folio Folio, int Pages)> _held;

    internal HugetlbPin(Machine machine, ImmutableArray<(Folio Folio, int Pages)> held, bool pinned)
    {
        _machine = machine;
        _held = held;
        _pinned = pinned;
        Count = held.Sum(static h => h.Pages);
    }

    /// <summary>Base pages got hold of: fewer than asked for where a fault failed on the way.</summary>
    public int Count { get; }

    /// <summary>The folios and how many pages of each, in the order of the mapping; empty after <see cref="Release"/>.</summary>
    public ImmutableArray<(Folio Folio, int Pages)> Held => _held;

    /// <summary>Lets the pages go. Reference effect: -1 for each page; a folio that was only held here goes to its pool.</summary>
    /// <remarks>Models <c>unpin_user_pages</c>, or <c>put_page</c> for each.</remarks>
    [Interleaved]
    public void Release()
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter(_pinned ? "unpin_user_pages" : "put_page");
        ImmutableArray<(Folio Folio, int Pages)> held = _held;
        _held = [];
        foreach ((Folio folio, int pages) in held)
        {
            if (_pinned)
            {
                folio.Unpin(pages);
            }
            else
            {
                folio.PutFromAccess(pages);
            }
        }
    }
}
