namespace FolioModel.Reclaim;

/// <summary>A cache of an embedder whose objects can be given up when memory is short, as directory entries and inodes can.</summary>
/// <remarks>
/// Models <c>struct shrinker</c>. Register it with <see cref="Machine.Shrinkers"/>. Reclaim asks it after each group's folios; the answer
/// is one step, which no other task sees half done, so neither method may sleep or let other tasks run.
/// </remarks>
/// <example><code>
/// machine.Shrinkers.Register(new NameCache());     // an IShrinker
/// </code></example>
public interface IShrinker
{
    /// <summary>The name in reports.</summary>
    string Name { get; }

    /// <summary>
    /// The cost of making an object again, beside 2 for an ordinary one; the larger, the fewer objects are asked for. 0 for objects that
    /// cost no input and output: half of them are asked for each time.
    /// </summary>
    int Seeks => 2;

    /// <summary>Objects that one call of <see cref="Scan"/> is asked to go through.</summary>
    int Batch => 128;

    /// <summary>
    /// Whether it tells the objects of memory control groups apart. Others are asked only where the root, or a machine without groups, is
    /// reclaimed.
    /// </summary>
    bool IsGroupAware => false;

    /// <summary>How many objects could be freed.</summary>
    /// <param name="request">Whose objects; <see cref="ShrinkRequest.Objects"/> is 0.</param>
    /// <remarks>Models <c>count_objects</c>.</remarks>
    long Count(ShrinkRequest request);

    /// <summary>Goes through objects, those used longest ago first, and frees what it can.</summary>
    /// <param name="request">Whose objects, and how many to go through.</param>
    /// <returns>What was done; <see cref="ShrinkResult.Stop"/> if nothing can be done now, for example for want of a lock.</returns>
    /// <remarks>Models <c>scan_objects</c>. Reference effect: that of freeing the objects.</remarks>
    ShrinkResult Scan(ShrinkRequest request);
}
