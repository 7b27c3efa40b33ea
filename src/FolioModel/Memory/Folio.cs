using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>
/// A handle to a folio: one or more base pages, a power of two, handled as a unit with one reference count, one lock and one place in the
/// page cache. <c>default</c> is "no folio".
/// </summary>
/// <remarks>
/// Models <c>struct folio</c>. The handle holds no reference: like a pointer it may outlive the folio. It knows which life of the frame it
/// was made for, so that using it after the folio was freed throws <see cref="UseAfterFreeException"/> instead of reading another folio.
/// Copying a handle costs 16 bytes and takes nothing.
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public readonly partial struct Folio : IEquatable<Folio>
{
    private readonly Machine _machine;
    private readonly int _pfn;
    private readonly uint _generation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Folio(Machine machine, int pfn)
    {
        _machine = machine;
        _pfn = pfn;
        _generation = machine.Map[pfn].Generation;
    }

    /// <summary>A handle made before, from what it was made of.</summary>
    internal Folio(Machine machine, int pfn, uint generation)
    {
        _machine = machine;
        _pfn = pfn;
        _generation = generation;
    }

    /// <summary>Whether this is the handle of no folio.</summary>
    public bool IsNone => _machine is null;

    /// <summary>Whether the folio has not been freed since the handle was made.</summary>
    public bool IsAlive =>
        _machine is not null && _machine.Map[_pfn].Generation == _generation && _machine.Map[_pfn].State == PageState.Allocated;

    /// <summary>The machine whose memory this is.</summary>
    public Machine Machine => _machine;

    /// <summary>The first frame.</summary>
    public Pfn Pfn => new(_pfn);

    /// <summary>The size as a power of two (<c>folio_order</c>).</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public Order Order => new(Page.Order);

    /// <summary>The number of base pages (<c>folio_nr_pages</c>).</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public int Pages => 1 << Page.Order;

    /// <summary>The reference count (<c>folio_ref_count</c>); 0 while the folio is frozen.</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public int RefCount => Page.RefCount;

    /// <summary>The flags.</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public FolioFlags Flags => Page.Flags;

    /// <summary>The file whose page cache holds the folio, or null (<c>folio->mapping</c>).</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public AddressSpace? Mapping => Page.Mapping == 0 ? null : _machine.AddressSpaceById(Page.Mapping);

    /// <summary>Where in the file the folio starts (<c>folio->index</c>); keeps its value after removal.</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public PageIndex Index => new(Page.Index);

    /// <summary>The index right after the folio (<c>folio_next_index</c>).</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public PageIndex NextIndex => new(Page.Index + (1UL << _machine.CacheOrderOf(_pfn)));

    /// <summary>The holders of the references, as far as they are known: from the ledger, or without it from the folio's state.</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public ImmutableArray<ReferenceHolder> Holders
    {
        get
        {
            CheckAlive();
            return _machine.Ledger is { } ledger ? ledger.HoldersOf(_pfn) : _machine.HoldersFromState(_pfn);
        }
    }

    internal int Frame => _pfn;

    internal uint Generation => _generation;

    /// <summary>The descriptor, after the check that the handle is not stale.</summary>
    internal ref PageDescriptor Page
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_machine is null)
            {
                ThrowNoFolio();
            }

            ref PageDescriptor page = ref _machine.Map[_pfn];
            if (page.Generation != _generation)
            {
                _machine.ThrowUseAfterFree(_pfn, _generation);
            }

            return ref page;
        }
    }

    private string DebuggerText => IsNone ? "(no folio)" : IsAlive ? _machine.Dump(_pfn) : $"(freed folio of pfn 0x{_pfn:x})";

    /// <summary>Whether two handles mean the same folio in the same life of its frame.</summary>
    /// <param name="left">One handle.</param>
    /// <param name="right">The other handle.</param>
    public static bool operator ==(Folio left, Folio right) => left.Equals(right);

    /// <summary>Whether two handles mean different folios or lives.</summary>
    /// <param name="left">One handle.</param>
    /// <param name="right">The other handle.</param>
    public static bool operator !=(Folio left, Folio right) => !left.Equals(right);

    /// <summary>Whether a flag is set.</summary>
    /// <param name="flag">One or more flags; all must be set.</param>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public bool Has(FolioFlags flag) => (Page.Flags & flag) == flag;

    /// <summary>Whether the folio covers a page of its file (<c>folio_contains</c>).</summary>
    /// <param name="index">The page's index.</param>
    public bool Contains(PageIndex index) => index.Value - Page.Index < 1UL << _machine.CacheOrderOf(_pfn);

    /// <summary>The frame that holds a page of the file (<c>folio_file_pfn</c>).</summary>
    /// <param name="index">An index inside the folio.</param>
    public Pfn PfnOf(PageIndex index) => new(_pfn + (int)(index.Value & ((1UL << Page.Order) - 1)));

    /// <summary>The folio in the manner of the kernel's <c>dump_page</c>, with its holders.</summary>
    public string Describe() => DebuggerText;

    /// <inheritdoc/>
    public bool Equals(Folio other) => ReferenceEquals(_machine, other._machine) && _pfn == other._pfn && _generation == other._generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Folio other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_pfn, _generation);

    /// <inheritdoc/>
    public override string ToString() => IsNone ? "(no folio)" : $"folio pfn 0x{_pfn:x}";

    internal void CheckAlive() => _ = Page;

    [DoesNotReturn]
    private static void ThrowNoFolio() => throw new InvalidOperationException(
        "this is the handle of no folio (default): did the call that should have returned a folio fail?");
}
