namespace FolioModel.Forking;

/// <summary>State that cannot be copied field by field, because it depends on where it lies in memory for example.</summary>
internal interface IForkSelf
{
    /// <summary>A copy that shares nothing with the original.</summary>
    object ForkSelf();

    /// <summary>Everything in it, for a constructor that takes these bytes.</summary>
    byte[] SaveSelf();
}
