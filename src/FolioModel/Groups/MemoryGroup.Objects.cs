namespace FolioModel.Groups;

public sealed partial class MemoryGroup
{
    /// <summary>
    /// Charges the bytes of a kernel object that an owner keeps for a folio of the group. The charge never fails: where a limit is in the
    /// way even after reclaim, the usage exceeds it. Reference effect: none.
    /// </summary>
    /// <param name="bytes">Bytes of the object, its place in the books of the group included.</param>
    /// <remarks>Models <c>obj_cgroup_charge</c> with <c>__GFP_NOFAIL</c>. The root counts no charges.</remarks>
    [Interleaved]
    public void ChargeObject(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (!IsRoot)
        {
            TryChargeObject(bytes, GfpFlags.Kernel | GfpFlags.NoFail);
        }
    }

    /// <summary>An object that <see cref="ChargeObject"/> charged is freed. Reference effect: none.</summary>
    /// <param name="bytes">Bytes of the object.</param>
    /// <remarks>
    /// Models <c>obj_cgroup_uncharge</c>. The objects of a removed group belong to the next one above it that exists, as
    /// <c>memcg_reparent_objcgs</c> leaves them.
    /// </remarks>
    public void ReleaseObject(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        MemoryGroup owner = this;
        while (!owner.IsOnline)
        {
            owner = owner.Parent!;
        }

        if (!owner.IsRoot)
        {
            owner.UnchargeObject(bytes);
        }
    }
}
