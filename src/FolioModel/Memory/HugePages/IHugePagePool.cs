namespace FolioModel.Owners;

/// <summary>Receives the huge pages of one size when their last reference is dropped.</summary>
/// <remarks>
/// A folio with <see cref="FolioFlags.Hugetlb"/> does not go to the page allocator at its last put but to the pool of its size, as the
/// kernel's <c>__folio_put</c> hands it to <c>free_huge_folio</c>. A machine has one pool for each size, see
/// <see cref="Machine.AddHugePagePool"/>.
/// </remarks>
public interface IHugePagePool
{
    /// <summary>The size of its folios.</summary>
    Order Order { get; }

    /// <summary>Takes a folio back whose count has just reached 0.</summary>
    /// <param name="folio">
    /// The folio, whose count is 0. The pool keeps it (<see cref="Folio.Retire"/>) or gives it to the page allocator
    /// (<see cref="Folio.ClearPooled"/>, <see cref="Folio.Unfreeze(int, HolderKind)"/>, <see cref="Folio.Put()"/>).
    /// </param>
    /// <remarks>Models <c>free_huge_folio</c>.</remarks>
    void FreeHugeFolio(Folio folio);

    /// <summary>
    /// The memory of a frame of the pool failed. Reference effect: on a folio in use those of the page tables go, and one stays that keeps
    /// the memory out of the pool; a free folio is dissolved, and the failed page is held by memory failure alone.
    /// </summary>
    /// <param name="pfn">The frame, of a folio of the pool.</param>
    /// <returns>As <see cref="Machine.MemoryFailure"/>.</returns>
    /// <remarks>Models the part of <c>memory_failure</c> for a huge page of a pool.</remarks>
    Errno MemoryFailure(Pfn pfn);

    /// <summary>
    /// Takes a frame of the pool out of use while it still works. Reference effect: a folio in use moves to another one of the pool; then
    /// it is dissolved, and the frame is held by memory failure alone.
    /// </summary>
    /// <param name="pfn">The frame, of a folio of the pool.</param>
    /// <returns>As <see cref="Machine.SoftOffline"/>.</returns>
    /// <remarks>Models <c>soft_offline_page</c> for a huge page of a pool.</remarks>
    Errno SoftOffline(Pfn pfn);

    /// <summary>A folio of the pool is declared sound: the pages of it that failed are forgotten. Reference effect: none.</summary>
    /// <param name="pfn">The folio's first frame.</param>
    /// <returns>How many of its pages had failed.</returns>
    /// <remarks>Models <c>folio_free_raw_hwp</c>.</remarks>
    int ForgetFailures(Pfn pfn);
}
