namespace FolioModel.Interleaving;

/// <summary>The work of a task with a result: it runs the body, then reports the result. It knows nothing that the body does not.</summary>
internal abstract class ResultBody;

/// <inheritdoc cref="ResultBody"/>
internal sealed class ResultBody<T>(Func<KernelWork<T>> body, Action<T> done) : ResultBody
{
    public async KernelWork Run() => done(await body());
}
