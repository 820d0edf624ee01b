using Marketplace.Api.Files;

namespace Marketplace.Api.Demo.Pictures;

/// <summary>Draws what the made-up software looks like; listings that show the same share the file.</summary>
sealed class DemoPictures
{
    static readonly Dictionary<string, (string Caption, Func<Subject, byte[]> Draw)> Kinds = new(StringComparer.Ordinal)
    {
        ["table"] = ("{0}：列表一目了然，状态随时看得见", TablePicture.Draw),
        ["board"] = ("{0}看板：今天干得怎么样，一屏看完", BoardPicture.Draw),
        ["shelf"] = ("{0}：库位图，货在哪里点一下", ShelfPicture.Draw),
        ["curve"] = ("{0}：按小时的曲线，高峰和异常看得清", CurvePicture.Draw),
        ["funnel"] = ("{0}：从询价到签约，每一单走到哪一步", FunnelPicture.Draw),
        ["gantt"] = ("{0}：一周的安排，插单后自动重排", GanttPicture.Draw),
        ["drawing"] = ("{0}：图纸、结构和版本在一起", DrawingPicture.Draw),
        ["machines"] = ("{0}：每一台的状态，异常自动标红", MachinesPicture.Draw),
        ["control"] = ("{0}：控制图和不良排名", ControlPicture.Draw),
        ["phone"] = ("{0}：手机上扫一扫、点一点", PhonePicture.Draw),
    };

    readonly Dictionary<(string Product, int Look, string Kind), StoredFile> _drawn = [];

    public IReadOnlyCollection<StoredFile> Files => _drawn.Values.DistinctBy(f => f.Id).ToList();

    /// <summary>The pictures of a product with their captions, in the order of its category.</summary>
    public IEnumerable<(StoredFile File, string Caption)> Of(Subject subject)
    {
        foreach (var kind in subject.Category.Pictures)
        {
            var (caption, draw) = Kinds[kind];
            if (!_drawn.TryGetValue((subject.Product, subject.Look, kind), out var file))
                _drawn.Add((subject.Product, subject.Look, kind), file = new StoredFile(MediaType.Svg, draw(subject)));
            yield return (file, string.Format(null, caption, subject.Product));
        }
    }
}
