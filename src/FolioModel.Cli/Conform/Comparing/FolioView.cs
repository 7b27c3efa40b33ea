namespace FolioModel.Cli.Conform;

/// <summary>How one kind of recording sees the folios of its trace, beyond what the folio itself says.</summary>
internal abstract class FolioView
{
    /// <summary>Kinds of holders that the trace's own references have in the ledger; empty where they can be any.</summary>
    public virtual ReadOnlySpan<HolderKind> OwnHolders => [];

    /// <summary>How many numbers the recording has for each value in the mapping.</summary>
    public virtual int NumbersOfValue => 2;

    /// <summary>Whether the folio's index is shown; -1 stands for it otherwise.</summary>
    /// <param name="known">The folio.</param>
    public virtual bool HasIndex(KnownFolio known) => FolioRow.IsPlaced(known.Folio);

    /// <summary>Pages of the folio that the trace itself has pinned, as the recorder counts them.</summary>
    /// <param name="known">The folio.</param>
    public virtual int PinsOf(KnownFolio known) => 0;

    /// <summary>Pins of the folio that the recorder does not count: a ring's.</summary>
    /// <param name="known">The folio.</param>
    public virtual int PinsElsewhere(KnownFolio known) => 0;

    /// <summary>References of the program that the recorder does not count: a pipe's.</summary>
    /// <param name="known">The folio.</param>
    public virtual int OwnElsewhere(KnownFolio known) => 0;

    /// <summary>Whether the folio, anonymous, belongs to one process alone.</summary>
    /// <param name="folio">The folio.</param>
    public virtual bool IsAnonExclusive(Folio folio) => folio.Has(FolioFlags.AnonExclusive);

    /// <summary>Bits of the column <c>xflags</c> that the folio's owner keeps.</summary>
    /// <param name="folio">The folio.</param>
    public virtual long OwnerFlags(Folio folio) => 0;

    /// <summary>Whether memory failure keeps a reference of its own.</summary>
    /// <param name="folio">The folio.</param>
    public virtual bool IsHeldByFailure(Folio folio) => folio.Order == Order.Zero && folio.Machine.IsPoisoned(folio.Pfn);

    /// <summary>Gives numbers to folios outside the mapping that the recorder finds by itself.</summary>
    /// <param name="handles">The folios of the trace.</param>
    public virtual void Discover(HandleTable handles)
    {
    }

    /// <summary>Shows a value in the mapping that is no folio.</summary>
    /// <param name="values">Where to add its numbers.</param>
    /// <param name="index">Its index.</param>
    /// <param name="order">Its order.</param>
    /// <param name="entry">The value.</param>
    public virtual void AddValue(List<long> values, PageIndex index, Order order, CacheEntry entry)
    {
        values.Add(unchecked((long)index.Value));
        values.Add(order.Value);
    }
}
