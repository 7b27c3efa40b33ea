namespace FolioModel.Ledger;

/// <summary>The properties of a kind of holder that the ledger needs, besides its class.</summary>
[Flags]
public enum HolderTraits
{
    /// <summary>The model's state holds the reference: a cache, a table, a slot of a batch.</summary>
    None = 0,

    /// <summary>A task holds the reference and is to drop it.</summary>
    HeldByTask = 0x1,

    /// <summary>The reference has an end of its own, so a plain put drops it only when the task holds no other.</summary>
    HasOwnEnd = 0x2,
}
