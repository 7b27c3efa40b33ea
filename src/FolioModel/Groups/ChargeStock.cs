namespace FolioModel.Groups;

/// <summary>
/// Pages that a CPU has charged to a group in advance, and bytes of a charged page that kernel objects have not used yet.
/// </summary>
/// <remarks>Models <c>struct memcg_stock_pcp</c>. It serves one group at a time; for another one it is given back first.</remarks>
internal struct ChargeStock
{
    /// <summary>How many pages a charge takes at once, so that the next ones find some in stock (<c>MEMCG_CHARGE_BATCH</c>).</summary>
    public const int Batch = 64;

    public MemoryGroup? Group;
    public int Pages;
}
