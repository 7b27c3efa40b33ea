namespace FolioModel.Testing;

/// <summary>
/// Everything that the tools know about one owner of folios: a filesystem, guest_memfd, shmem, hugetlb, or one of your own.
/// </summary>
/// <remarks>
/// <para>
/// An owner announces itself by deriving from this class and overriding what it has. The <c>folio</c> command loads the modules of an
/// assembly with
/// <c>folio --module PATH ...</c>: every public class in it that derives from this one and has a constructor without parameters. The owners
/// that come with the command are modules of the same kind.
/// </para>
/// <para>Each property is read once per run of the command. The names in one property are unique among all modules loaded together.</para>
/// </remarks>
/// <example>
/// <code>
/// public sealed class JournalModule : OwnerModule
/// {
///     public override string Name => "journal";
///     public override IReadOnlyList&lt;LockClass&gt; LockClasses => [JournalLocks.Log];
///     public override IReadOnlyList&lt;NamedSubject&gt; Subjects => [new("journal", static () => new JournalSubject())];
/// }
/// </code>
/// </example>
public abstract class OwnerModule
{
    /// <summary>The owner's name: one word in lower case.</summary>
    public abstract string Name { get; }

    /// <summary>The invariants that the owner declares.</summary>
    public virtual IReadOnlyList<Invariant> Invariants => [];

    /// <summary>
    /// The classes of the locks that the owner takes and the core does not know: <c>folio explore --without</c> can leave them out.
    /// </summary>
    public virtual IReadOnlyList<LockClass> LockClasses => [];

    /// <summary>The kinds of holders that the owner declares.</summary>
    public virtual IReadOnlyList<HolderKind> HolderKinds => [];

    /// <summary>The scenarios of <c>folio explain</c>.</summary>
    public virtual IReadOnlyList<Scenario> Scenarios => [];

    /// <summary>The subjects on which <c>folio check</c> runs random programs.</summary>
    public virtual IReadOnlyList<NamedSubject> Subjects => [];

    /// <summary>Programs for <c>folio explore</c> that hold in every interleaving.</summary>
    public virtual IReadOnlyList<ExplorationProgram> Programs => [];

    /// <summary>Wrong operations for <c>folio explore --wrong</c>, each beside the right one.</summary>
    public virtual IReadOnlyList<Exhibit> Exhibits => [];

    /// <summary>The owner's part of the lock matrix.</summary>
    public virtual MatrixPart Matrix { get; } = new();

    /// <summary>Replayers for <c>folio conform</c>.</summary>
    /// <param name="ledger">Whether to record references with their holders, and to compare the holders.</param>
    public virtual IReadOnlyList<ITraceReplayer> Replayers(bool ledger) => [];

    /// <summary>
    /// The families of recordings of the owner, as <c>docs/kernel-map.md</c> names them: a recording belongs to the first family whose name
    /// stands in its file name, longer names before shorter ones.
    /// </summary>
    public virtual IReadOnlyList<string> RecordingFamilies => [];

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
