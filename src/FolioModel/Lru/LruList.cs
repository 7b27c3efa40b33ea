using System.Collections;

namespace FolioModel.Lru;

/// <summary>
/// One LRU list: folios from the head, where used ones are added, to the tail, where reclaim takes them. Being on it holds no reference.
/// </summary>
/// <remarks>
/// <para>
/// Models one <c>list_head</c> of <c>struct lruvec</c> with its <c>lru_size</c>; under the multi-generation LRU, one of
/// <c>lrugen.folios</c>.
/// </para>
/// <para>
/// <b>Walking.</b> An enumeration goes from the head to the tail, <see cref="FromTail"/> from the tail to the head; neither allocates,
/// takes the lock or a reference. The folio that a walk has just returned may leave the list (isolated, activated, freed) or move within
/// it. A walk notices with an <see cref="InvalidOperationException"/> that the folio it would return next has left its place. Folios that
/// are added at the end that a walk goes towards are met by it.
/// </para>
/// <para>
/// <b>Taking.</b> <see cref="Isolate"/> takes folios from the tail under one hold of <see cref="LruVector.Lock"/>; each has a reference
/// afterwards that the caller drops, as a rule by <see cref="Folio.PutBack"/> or <see cref="Folio.Reclaim"/>.
/// </para>
/// <para>
/// <see cref="LruListKind.Unevictable"/> is no list: it has <see cref="Pages"/> and <see cref="Count"/>, and walks of it throw. Under the
/// multi-generation LRU a list of <see cref="LruVector.this[LruListKind]"/> is made up of the generations that count as it, the youngest
/// first.
/// </para>
/// </remarks>
[SharedState(PartOf = "_vector")]
public sealed partial class LruList : IReadOnlyCollection<Folio>
{
    private readonly LruVector _vector;
    private readonly PageList _links;
    private readonly Makeup _makeup;

    [Shared]
    private long _pages;

    [Shared]
    private int _count;

    internal LruList(LruVector vector, LruListKind kind, PageList links, Makeup makeup)
    {
        _vector = vector;
        _links = links;
        _makeup = makeup;
        Kind = kind;
    }

    /// <summary>The ways in which a list keeps its folios.</summary>
    internal enum Makeup
    {
        /// <summary>Folios, linked to each other.</summary>
        Links,

        /// <summary>The lists of the generations that count as its kind.</summary>
        Generations,

        /// <summary>The lists that one generation has for each zone.</summary>
        Zones,

        /// <summary>Only its counters.</summary>
        Counters,
    }

    /// <summary>Which list it is; for the list of a generation, the inactive list of its memory.</summary>
    public LruListKind Kind { get; }

    /// <summary>Pages of all folios on the list (<c>NR_INACTIVE_ANON</c> and so on).</summary>
    public PageCount Pages
    {
        get
        {
            TrackState();
            return new PageCount(IsMadeOfLists ? Parts().Sum(static part => part._pages) : _pages);
        }
    }

    /// <summary>Folios on the list.</summary>
    public int Count
    {
        get
        {
            TrackState();
            return IsMadeOfLists ? Parts().Sum(static part => part._count) : _count;
        }
    }

    /// <summary>The folio that reclaim would look at first, or <c>default</c> when the list is empty. Takes no reference.</summary>
    /// <remarks>Models <c>lru_to_folio</c>.</remarks>
    public Folio Tail
    {
        get
        {
            foreach (Folio folio in FromTail)
            {
                return folio;
            }

            return default;
        }
    }

    /// <summary>The folios from the tail to the head: those that reclaim takes first come first.</summary>
    /// <exception cref="InvalidOperationException">This is <see cref="LruListKind.Unevictable"/>, which has no folios linked to
    /// it.</exception>
    public FoliosFromTail FromTail => new(CheckedWalk());

    internal PageList Links => _links;

    /// <summary>The lists of the zones, the lowest first, where it is made up of these.</summary>
    [NotShared("set once, when the list is made")]
    internal LruList[] Zones { get; init; } = [];

    private bool IsMadeOfLists => _makeup is Makeup.Generations or Makeup.Zones;

    /// <summary>The folios from the head to the tail: those that were added last come first.</summary>
    /// <exception cref="InvalidOperationException">This is <see cref="LruListKind.Unevictable"/>, which has no folios linked to
    /// it.</exception>
    public Enumerator GetEnumerator() => new(CheckedWalk(), fromTail: false);

    /// <inheritdoc/>
    IEnumerator<Folio> IEnumerable<Folio>.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {_count} folios, {_pages} pages";

    internal void Counted(int folios, long pages)
    {
        _count += folios;
        _pages += pages;
    }

    /// <summary>A list that it is made up of, from the youngest on; null behind the last.</summary>
    internal LruList? Part(int number) => _makeup switch
    {
        Makeup.Generations => _vector.GenerationOf(Kind, number),
        Makeup.Zones => number < Zones.Length ? Zones[number] : null,
        _ => number == 0 ? this : null,
    };

    private IEnumerable<LruList> Parts()
    {
        for (int i = 0; Part(i) is { } part; i++)
        {
            yield return part;
        }
    }

    private LruList CheckedWalk() => _makeup != Makeup.Counters ? this
        : throw new InvalidOperationException("the unevictable list has counters only: no folios are linked to it");
}
